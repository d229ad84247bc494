namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Small random pairs of measures, some atoms without mass.</summary>
internal static class RandomPairs
{
    internal static List<TransportProblem> Create(int count, int dimension, double epsilon, ulong seed, GroundCost? cost = null, int atoms = 24)
    {
        var generator = new SeededGenerator(seed);
        var pairs = new List<TransportProblem>();
        for (int k = 0; k < count; k++)
        {
            DiscreteMeasure source = Measure(ref generator, atoms + generator.Next(9), dimension, 0);
            DiscreteMeasure target = Measure(ref generator, atoms + generator.Next(9), dimension, 0.5);
            pairs.Add(new TransportProblem(source, target, cost ?? GroundCost.SquaredEuclidean, epsilon));
        }

        return pairs;
    }

    internal static DiscreteMeasure Measure(ref SeededGenerator generator, int atoms, int dimension, double shift)
    {
        var points = new float[atoms * dimension];
        double scale = 0.5 + generator.NextDouble();
        for (int k = 0; k < points.Length; k++)
            points[k] = (float)(shift + (scale * generator.NextNormal()));
        var weights = new double[atoms];
        for (int i = 0; i < atoms; i++)
            weights[i] = i > 0 && generator.NextDouble() < 0.2 ? 0 : 0.1 + generator.NextDouble();
        return new DiscreteMeasure(new Support(points, dimension), weights);
    }

    internal static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        foreach (double value in expected)
            scale = Math.Max(scale, Math.Abs(value));
        for (int k = 0; k < expected.Length; k++)
            Assert.True(Math.Abs(expected[k] - actual[k]) <= relative * scale, $"entry {k}: expected {expected[k]:R}, got {actual[k]:R} (scale {scale:R})");
    }
}
