using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Which depot delivers to which shop: a good plan at once, and how much better another could be at most.</summary>
internal sealed class PlanCouplingExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView view = mlContext.SlicedOT().LoadPairs(
            sourcePoints: [[0, 0, 10, 0]], targetPoints: [[1, 1, 5, 1, 9, 1]], sourceWeights: [[3, 1]], targetWeights: [[1, 1, 1]]);

        IDataView plans = mlContext.SlicedOT().PlanCoupling(dimension: 2).Fit(view).Transform(view);
        foreach (VBuffer<float> plan in plans.GetColumn<VBuffer<float>>("Coupling"))
        {
            foreach (KeyValuePair<int, float> entry in plan.Items())
                output.WriteLine($"Depot {entry.Key / 3} to shop {entry.Key % 3}: {entry.Value:P0}");
        }

        output.WriteLine($"At most {plans.GetColumn<float>("RelativeGap").Single():P1} dearer than the cheapest");
    }
}
