using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Plans of the first frame alone, the fastest there are, of pictures on one grid.</summary>
internal sealed class PlanCouplingOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView view = mlContext.SlicedOT().LoadWeightPairs(sourceWeights: [[1, 0, 0, 1]], targetWeights: [[0, 1, 1, 0]]);

        IDataView plans = mlContext.SlicedOT().PlanCoupling(new PlanCouplingOptions { SourceSupport = Support.Grid(2, 2), AdditionalFrames = 0 })
            .Fit(view).Transform(view);
        output.WriteLine($"Cost {plans.GetColumn<float>("TransportCost").Single():F3}, at least {plans.GetColumn<float>("LowerBound").Single():F3}");
    }
}
