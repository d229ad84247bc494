namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>How far apart two clouds of points are, with a proof, and without solving anything.</summary>
internal sealed class PredictTransportCostExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView pairs = mlContext.SlicedOT().LoadPairs(
            sourcePoints: [[0, 0, 1, 0, 0, 1, 1, 1], [0, 0, 2, 0, 0, 2, 3, 1]],
            targetPoints: [[2, 2, 3, 2, 2, 3], [1, 1, 4, 1, 1, 5]]);

        // The pairs given to Fit are solved, up to 100 of them, and learned from; from an empty view it learns nothing, and predicts all the same.
        TransportCostTransformer predictor = mlContext.SlicedOT().PredictTransportCost(dimension: 2).Fit(pairs);

        foreach (TransportCostPrediction p in mlContext.Data.CreateEnumerable<TransportCostPrediction>(predictor.Transform(pairs), reuseRowObject: false))
            output.WriteLine($"W2² about {p.TransportCost:F3}, certainly between {p.LowerBound:F3} and {p.UpperBound:F3}");
    }
}
