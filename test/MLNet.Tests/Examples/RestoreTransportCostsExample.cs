namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>What a model from a file has learned, and its use without ML.NET.</summary>
internal sealed class RestoreTransportCostsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView pairs = mlContext.SlicedOT().LoadPairs(
            sourcePoints: [[0, 0, 1, 0, 0, 1, 1, 1], [0, 0, 2, 0, 0, 2, 3, 1]], targetPoints: [[2, 2, 3, 2, 2, 3], [1, 1, 4, 1, 1, 5]]);
        using var file = new MemoryStream();
        mlContext.Model.Save(mlContext.SlicedOT().PredictTransportCost(dimension: 2).Fit(pairs), pairs.Schema, file);
        file.Position = 0;

        TransportCostModel model = mlContext.SlicedOT().RestoreTransportCosts(mlContext.Model.Load(file, out _)).Single().Model;
        foreach ((string feature, double coefficient) in model.Features.Zip(model.Coefficients.ToArray()))
            output.WriteLine($"{feature}: {coefficient:F3}");
        var source = new DiscreteMeasure(new Support([0f, 0, 1, 1], dimension: 2));
        var target = new DiscreteMeasure(new Support([1f, 0, 2, 1], dimension: 2));
        output.WriteLine($"W2² about {model.Predict(source, target).Cost:F3}");
    }
}
