using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Weights on supports that all pairs share.</summary>
internal sealed class LoadWeightPairsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView view = mlContext.SlicedOT().LoadWeightPairs(
            sourceWeights: [[1, 0, 0, 0], [1, 1, 0, 0]],
            targetWeights: [[0, 0, 0, 1], [0, 0, 1, 1]]);

        CouplingTransformer solver = mlContext.SlicedOT()
            .SolveCoupling(new SolveCouplingOptions { SourceSupport = Support.Grid(2, 2), Epsilon = 0.05 })
            .Fit(view);
        foreach (float cost in solver.Transform(view).GetColumn<float>("TransportCost"))
            output.WriteLine($"Cost {cost:F2}.");
    }
}
