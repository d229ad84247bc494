namespace Microsoft.ML.SlicedOT.Tests;

internal sealed class WeightRow
{
    public float[] SourceWeights { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];
}
