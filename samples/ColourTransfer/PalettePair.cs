namespace ColourTransfer;

/// <summary>A row: the colours of two pictures (r, g, b, r, g, b, …) and how much of each there is.</summary>
public sealed class PalettePair
{
    public float[] SourcePoints { get; set; } = [];

    public float[] TargetPoints { get; set; } = [];

    public float[] SourceWeights { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];
}
