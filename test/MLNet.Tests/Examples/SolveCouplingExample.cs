using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Exact couplings without learning: how much each depot delivers to each shop.</summary>
internal sealed class SolveCouplingExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView view = mlContext.SlicedOT().LoadPairs(
            sourcePoints: [[0, 0, 10, 0]],
            targetPoints: [[1, 1, 5, 1, 9, 1]],
            sourceWeights: [[3, 1]],
            targetWeights: [[1, 1, 1]]);

        CouplingTransformer solver = mlContext.SlicedOT().SolveCoupling(
            sourceWeightsColumnName: "SourceWeights", targetWeightsColumnName: "TargetWeights", dimension: 2, epsilon: 1).Fit(view);

        foreach (float[] coupling in solver.Transform(view).GetColumn<float[]>("Coupling"))
        {
            for (int depot = 0; depot < 2; depot++)
                output.WriteLine($"Depot {depot}: {string.Join("  ", coupling.Skip(3 * depot).Take(3).Select(mass => $"{mass:P0}"))}");
        }
    }
}
