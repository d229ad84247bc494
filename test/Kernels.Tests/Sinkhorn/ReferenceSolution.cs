using System.Text.Json;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>A problem solved once with Python OT; see Data/README.md.</summary>
internal sealed record ReferenceSolution(
    double Epsilon,
    double[][]? SourcePoints,
    double[][]? TargetPoints,
    double[][]? Cost,
    double[] SourceWeights,
    double[] TargetWeights,
    double[] SourcePotential,
    double[] TargetPotential,
    double[][] Coupling,
    double TransportCost,
    double ExactTransportCost)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    public static TheoryData<string> Names => ["plane", "space", "plane-small-epsilon", "matrix"];

    public static ReferenceSolution Read(string name)
    {
        using Stream stream = typeof(ReferenceSolution).Assembly.GetManifestResourceStream(name + ".json")!;
        return JsonSerializer.Deserialize<ReferenceSolution>(stream, JsonOptions)!;
    }

    public TransportProblem ToProblem()
    {
        Support source = ToSupport(SourcePoints, SourceWeights.Length);
        Support target = ToSupport(TargetPoints, TargetWeights.Length);
        GroundCost cost = Cost is null
            ? GroundCost.SquaredEuclidean
            : GroundCost.FromMatrix(Cost.SelectMany(static row => row.Select(static c => (float)c)).ToArray(), source.Count, target.Count);
        return new TransportProblem(
            new Geometry(source, target, cost), new DiscreteMeasure(source, SourceWeights), new DiscreteMeasure(target, TargetWeights), Epsilon);
    }

    private static Support ToSupport(double[][]? points, int count) => points is null
        ? new Support(Enumerable.Range(0, count).Select(static i => (float)i).ToArray(), 1)
        : new Support(points.SelectMany(static point => point.Select(static x => (float)x)).ToArray(), points[0].Length);
}
