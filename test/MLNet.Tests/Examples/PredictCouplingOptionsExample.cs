using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Images: the pixels are fixed, a row holds two vectors of weights, and predictions are refined to a tolerance.</summary>
internal sealed class PredictCouplingOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        var random = new Random(1);
        float[][] images = [.. Enumerable.Range(0, 20).Select(_ => RandomImage(random))];
        IDataView view = mlContext.SlicedOT().LoadWeightPairs(images[..10], images[10..]);

        CouplingTransformer model = mlContext.SlicedOT().PredictCoupling(new PredictCouplingOptions
        {
            SourceSupport = Support.Grid(8, 8),
            Epsilon = 0.01,
            RefinementTolerance = 1e-6,
        }).Fit(view);

        IDataView predictions = model.Transform(view);
        foreach (int sweeps in predictions.GetColumn<int>("Sweeps").Take(3))
            output.WriteLine($"Certified to 1e-6 after {sweeps} sweeps.");
    }

    private static float[] RandomImage(Random random)
    {
        int row = random.Next(2, 6), column = random.Next(2, 6);
        var image = new float[64];
        for (int r = -2; r <= 2; r++)
            for (int c = -2; c <= 2; c++)
                image[(8 * Math.Clamp(row + r, 0, 7)) + Math.Clamp(column + c, 0, 7)] += MathF.Exp(-((r * r) + (c * c)) / 2f);
        return image;
    }
}
