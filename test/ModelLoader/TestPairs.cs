namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Small pairs of measures, the same on every machine.</summary>
internal static class TestPairs
{
    /// <summary>The data a model of <see cref="SmallModels"/> is fitted on and asked about.</summary>
    public static IDataView View(MLContext context, string name, int rows = 6, int seed = 1) => name.StartsWith("domains", StringComparison.Ordinal)
        ? SensorRow.View(context, rows, seed, isMoved: true)
        : name.StartsWith("batches", StringComparison.Ordinal)
        ? SensorBatch.View(context, rows, seed)
        : name.StartsWith("points", StringComparison.Ordinal)
        ? context.Data.LoadFromEnumerable(Points(rows, seed))
        : context.Data.LoadFromEnumerable(Images(rows, seed: seed));

    /// <summary>Pairs of clouds in the plane: two Gaussians, moved and stretched, of differing sizes.</summary>
    public static PointRow[] Points(int count, int seed = 1, bool weights = true, int dimension = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int n = random.Next(5, 12), m = random.Next(5, 12);
            return new PointRow
            {
                SourcePoints = Cloud(random, n, dimension, 0),
                TargetPoints = Cloud(random, m, dimension, 1),
                SourceWeights = weights ? Weights(random, n) : [],
                TargetWeights = weights ? Weights(random, m) : [],
            };
        })];
    }

    /// <summary>Pairs of weights on the pixels of a small image.</summary>
    public static WeightRow[] Images(int count, int rows = 4, int columns = 3, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new WeightRow
        {
            SourceWeights = Weights(random, rows * columns),
            TargetWeights = Weights(random, rows * columns),
        })];
    }

    public static float[] Weights(Random random, int count)
    {
        var weights = new float[count];
        for (int i = 0; i < count; i++)
            weights[i] = random.Next(4) == 0 ? 0 : 0.1f + random.NextSingle();
        weights[random.Next(count)] = 1;
        return weights;
    }

    private static float[] Cloud(Random random, int count, int dimension, float shift)
    {
        var points = new float[count * dimension];
        float scale = 0.5f + random.NextSingle();
        for (int k = 0; k < points.Length; k++)
            points[k] = shift + (scale * (random.NextSingle() + random.NextSingle() - 1));
        return points;
    }
}
