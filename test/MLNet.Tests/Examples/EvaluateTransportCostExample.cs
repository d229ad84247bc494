namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>How good predicted costs are, compared with costs that are known.</summary>
internal sealed class EvaluateTransportCostExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView pairs = mlContext.Data.LoadFromEnumerable(
        [
            new Labelled { SourcePoints = [0, 0, 1, 0], TargetPoints = [0, 1, 1, 1], Cost = 1 },
            new Labelled { SourcePoints = [0, 0, 1, 0], TargetPoints = [2, 0, 3, 0], Cost = 4 },
        ]);

        IDataView predictions = mlContext.SlicedOT().PredictTransportCost(dimension: 2, labelColumnName: "Cost").Fit(pairs).Transform(pairs);
        TransportCostMetrics metrics = mlContext.SlicedOT().EvaluateTransportCost(predictions, labelColumnName: "Cost");
        output.WriteLine($"{metrics.Pairs} pairs, mean error {metrics.RelativeError:P1}, {metrics.OutsideBounds} outside their bounds, {metrics.PairsSolved} solved");
    }

    private sealed class Labelled
    {
        public float[] SourcePoints { get; set; } = [];

        public float[] TargetPoints { get; set; } = [];

        public float Cost { get; set; }
    }
}
