namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Learn from pairs of point clouds, save, load, and predict the coupling of a pair never seen.</summary>
internal sealed class PredictCouplingExample : IExample
{
    // A row is a pair: where mass is, and where it should go. Clouds may differ in size from row to row.
    private sealed class Pair
    {
        public float[] SourcePoints { get; set; } = [];

        public float[] TargetPoints { get; set; } = [];
    }

    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        var random = new Random(1);
        Pair[] pairs = [.. Enumerable.Range(0, 20).Select(_ => RandomPair(random))];
        IDataView view = mlContext.Data.LoadFromEnumerable(pairs);

        CouplingTransformer model = mlContext.SlicedOT().PredictCoupling(dimension: 2).Fit(view);
        output.WriteLine($"Learned from {model.FitReport.PairsUsed} pairs, epsilon {model.Epsilon:F3}.");

        using var file = new MemoryStream();
        mlContext.Model.Save(model, view.Schema, file);
        file.Position = 0;
        ITransformer loaded = mlContext.Model.Load(file, out _);

        PredictionEngine<Pair, CouplingPrediction> engine = mlContext.Model.CreatePredictionEngine<Pair, CouplingPrediction>(loaded);
        CouplingPrediction prediction = engine.Predict(RandomPair(random));
        output.WriteLine($"From source point 0 to target point 0 go {prediction.MassBetween(0, 0):P1} of the mass.");
        output.WriteLine($"Mean cost {prediction.TransportCost:F3}, violation of the marginals {prediction.MarginalViolation:E1}.");
    }

    private static Pair RandomPair(Random random) => new()
    {
        SourcePoints = [.. Enumerable.Range(0, 2 * random.Next(20, 30)).Select(_ => random.NextSingle())],
        TargetPoints = [.. Enumerable.Range(0, 2 * random.Next(20, 30)).Select(_ => 1 + (2 * random.NextSingle()))],
    };
}
