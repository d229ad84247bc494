namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Random transport problems.</summary>
internal static class Problems
{
    /// <summary>Points in a cube, shifted between the two sides; weights uniform at random, some of them zero.</summary>
    public static TransportProblem Random(
        int seed, int n, int m, int dimension, double epsilon, double zeroShare = 0, bool asMatrix = false, float scale = 1, float offset = 0)
    {
        var random = new Random(seed);
        Support source = Points(random, n, dimension, scale, offset);
        Support target = Points(random, m, dimension, scale * 1.2f, offset + (0.3f * scale));
        GroundCost cost = GroundCost.SquaredEuclidean;
        if (asMatrix)
        {
            var costs = new float[n * m];
            for (int k = 0; k < costs.Length; k++)
                costs[k] = random.NextSingle() * scale;
            cost = GroundCost.FromMatrix(costs, n, m);
        }

        return new TransportProblem(
            new Geometry(source, target, cost),
            new DiscreteMeasure(source, Weights(random, n, zeroShare)),
            new DiscreteMeasure(target, Weights(random, m, zeroShare)),
            epsilon);
    }

    /// <summary>Two product grids of different shape.</summary>
    public static TransportProblem Grids(int seed, Support source, Support target, double epsilon, double zeroShare = 0)
    {
        var random = new Random(seed);
        return new TransportProblem(
            new Geometry(source, target, GroundCost.SquaredEuclidean),
            new DiscreteMeasure(source, Weights(random, source.Count, zeroShare)),
            new DiscreteMeasure(target, Weights(random, target.Count, zeroShare)),
            epsilon);
    }

    /// <summary>A grid in space, the last coordinate fastest.</summary>
    public static Support Grid3(int a, int b, int c)
    {
        var coordinates = new List<float>();
        for (int i = 0; i < a; i++)
            for (int j = 0; j < b; j++)
                for (int k = 0; k < c; k++)
                    coordinates.AddRange([i / 3f, j * j / 10f, k / 4f]);
        return new Support(coordinates.ToArray(), 3);
    }

    /// <summary>Potentials of the magnitude of the cost.</summary>
    public static double[] Potential(int seed, int count, double magnitude = 1)
    {
        var random = new Random(seed);
        var potential = new double[count];
        for (int k = 0; k < count; k++)
            potential[k] = magnitude * (random.NextDouble() - 0.5);
        return potential;
    }

    public static float[] Weights(Random random, int count, double zeroShare)
    {
        var weights = new float[count];
        for (int k = 0; k < count; k++)
            weights[k] = random.NextDouble() < zeroShare ? 0 : 0.05f + random.NextSingle();
        weights[random.Next(count)] = 1;
        return weights;
    }

    private static Support Points(Random random, int count, int dimension, float scale, float offset)
    {
        var coordinates = new float[count * dimension];
        for (int k = 0; k < coordinates.Length; k++)
            coordinates[k] = (scale * random.NextSingle()) + offset;
        return new Support(coordinates, dimension);
    }
}
