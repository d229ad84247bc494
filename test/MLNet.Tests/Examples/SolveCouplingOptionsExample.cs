using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Stations that all rows share, a cost matrix of their own, and couplings whose marginals are exact.</summary>
internal sealed class SolveCouplingOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        float[] stations = [0, 0, 1, 0, 0, 1];
        float[] minutes = [0, 10, 12, 10, 0, 15, 12, 15, 0];
        IDataView view = mlContext.SlicedOT().LoadWeightPairs(
            sourceWeights: [[8, 1, 1], [2, 6, 2]],
            targetWeights: [[3, 4, 3], [5, 1, 4]]);

        CouplingTransformer solver = mlContext.SlicedOT().SolveCoupling(new SolveCouplingOptions
        {
            SourceSupport = new Support(stations, dimension: 2),
            GroundCost = GroundCost.FromMatrix(minutes, 3, 3),
            Epsilon = 1,
            ExactFeasibility = true,
        }).Fit(view);

        foreach (float cost in solver.Transform(view).GetColumn<float>("TransportCost"))
            output.WriteLine($"{cost:F1} minutes for each vehicle on average.");
    }
}
