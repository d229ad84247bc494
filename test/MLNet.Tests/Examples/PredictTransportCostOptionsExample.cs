using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>The entropic value of pairs of weights on one grid; pairs of which too little is proven are solved.</summary>
internal sealed class PredictTransportCostOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView pairs = mlContext.SlicedOT().LoadWeightPairs(
            sourceWeights: [[1, 0, 0, 0, 1, 0], [1, 1, 1, 1, 1, 1]],
            targetWeights: [[0, 0, 1, 1, 0, 1], [1, 1, 1, 1, 1, 2]]);

        IDataView predictions = mlContext.SlicedOT().PredictTransportCost(new PredictTransportCostOptions
        {
            SourceSupport = Support.Grid(2, 3),
            Target = TransportCostTarget.EntropicValue,
            Epsilon = 0.05,
            MaximumTrainingPairs = 0,
            SolveWhenWider = 0.1,
        }).Fit(pairs).Transform(pairs);

        foreach ((float cost, bool isSolved) in predictions.GetColumn<float>("TransportCost").Zip(predictions.GetColumn<bool>("Solved")))
            output.WriteLine($"{cost:F4} ({(isSolved ? "solved" : "predicted")})");
    }
}
