namespace Microsoft.ML.SlicedOT.Tests;

internal sealed class PointRow
{
    public float[] SourcePoints { get; set; } = [];

    public float[] TargetPoints { get; set; } = [];

    public float[] SourceWeights { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];
}
