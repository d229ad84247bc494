namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>A pair of clouds with the classes of their points.</summary>
internal sealed class ClassifiedRow
{
    public float[] SourcePoints { get; set; } = [];

    public float[] TargetPoints { get; set; } = [];

    public float[] SourceWeights { get; set; } = [];

    public float[] TargetWeights { get; set; } = [];

    public float[] SourceClasses { get; set; } = [];

    public float[] TargetClasses { get; set; } = [];

    /// <summary>The clouds of <see cref="TestPairs.Points"/>, in turn of two classes.</summary>
    public static IDataView View(MLContext context) => context.Data.LoadFromEnumerable(TestPairs.Points(4).Select(row => new ClassifiedRow
    {
        SourcePoints = row.SourcePoints,
        TargetPoints = row.TargetPoints,
        SourceWeights = row.SourceWeights,
        TargetWeights = row.TargetWeights,
        SourceClasses = [.. row.SourceWeights.Select((_, i) => i % 2f)],
        TargetClasses = [.. row.TargetWeights.Select((_, j) => j % 2f)],
    }));
}
