namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Unbalanced problems in the plane.</summary>
internal static class UnbalancedClouds
{
    public static TransportProblem Random(
        int seed, int n, int m, double epsilon, double sourceMass, double targetMass, MassPenalty source, MassPenalty target, double zeroShare = 0)
    {
        var random = new Random(seed);
        return new TransportProblem(
            Measure(random, n, 1, 0, sourceMass, zeroShare), Measure(random, m, 1.2f, 0.3f, targetMass, zeroShare), GroundCost.SquaredEuclidean, epsilon, source, target);
    }

    public static TransportProblem With(TransportProblem problem, MassPenalty source, MassPenalty target, double? epsilon = null) =>
        new(problem.Source, problem.Target, GroundCost.SquaredEuclidean, epsilon ?? problem.Epsilon, source, target);

    /// <summary>Gaussian clouds; a share of the points of each lies far away on a side where the other has none.</summary>
    public static TransportProblem WithOutliers(int seed, int n, double outlierShare, double epsilon, MassPenalty penalty, out bool[] isTargetOutlier)
    {
        var random = new Random(seed);
        int outliers = (int)(outlierShare * n);
        var source = new float[2 * n];
        var target = new float[2 * n];
        isTargetOutlier = new bool[n];
        for (int i = 0; i < n; i++)
        {
            bool isOutlier = i < outliers;
            isTargetOutlier[i] = isOutlier;
            for (int k = 0; k < 2; k++)
            {
                source[(2 * i) + k] = isOutlier ? -8 - (6 * random.NextSingle()) : Normal(random);
                target[(2 * i) + k] = isOutlier ? 8 + (6 * random.NextSingle()) : (0.7f * Normal(random)) + 1 - (0.5f * k);
            }
        }

        return new TransportProblem(new DiscreteMeasure(source, 2), new DiscreteMeasure(target, 2), GroundCost.SquaredEuclidean, epsilon, penalty, penalty);
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static DiscreteMeasure Measure(Random random, int count, float scale, float offset, double mass, double zeroShare)
    {
        var coordinates = new float[2 * count];
        for (int k = 0; k < coordinates.Length; k++)
            coordinates[k] = (scale * random.NextSingle()) + offset;
        float[] weights = Problems.Weights(random, count, zeroShare);
        double total = weights.Sum(w => (double)w);
        return new DiscreteMeasure(new Support(coordinates, 2), weights.Select(w => mass * w / total).ToArray());
    }
}
