namespace DigitTransport;

/// <summary>A row of the data: how much ink each pixel of two pictures holds. Where the pixels are is said once, in the options.</summary>
public sealed class DigitPair
{
    public float[] SourceWeights { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];
}
