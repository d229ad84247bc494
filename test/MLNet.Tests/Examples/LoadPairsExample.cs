using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Arrays in, a view of pairs out.</summary>
internal sealed class LoadPairsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();

        // Two pairs in the plane: one point to two points, and two points to one.
        IDataView view = mlContext.SlicedOT().LoadPairs(
            sourcePoints: [[0, 0], [1, 1, 2, 2]],
            targetPoints: [[1, 0, 0, 1], [3, 3]]);

        foreach (float[] points in view.GetColumn<float[]>("SourcePoints"))
            output.WriteLine($"{points.Length / 2} source points.");
    }
}
