namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class GaussianFrameTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    [InlineData(17, 17)]
    [InlineData(64, 64)]
    [InlineData(5, 2)]
    [InlineData(12, 7)]
    [InlineData(3, 0)]
    public void GaussianCostsAlongTheFrameAddUpToTheBuresDistance(int d, int rank)
    {
        double[] source = Covariance(d, rank, 1);
        double[] target = Covariance(d, d, 2);
        foreach ((double[] a, double[] b) in new[] { (source, target), (target, source), (source, Covariance(d, rank, 3)) })
        {
            var frame = new GaussianFrame();
            double bures = frame.Compute(a, b, d);
            ReadOnlySpan<double> vectors = frame.Vectors;
            double sum = 0, traces = 0;
            for (int k = 0; k < d; k++)
            {
                double left = Variance(a, vectors.Slice(k * d, d)), right = Variance(b, vectors.Slice(k * d, d));
                sum += Math.Pow(Math.Sqrt(left) - Math.Sqrt(right), 2);
                traces += a[(k * d) + k] + b[(k * d) + k];
                for (int l = 0; l <= k; l++)
                    Assert.Equal(k == l ? 1 : 0, Dot(vectors.Slice(k * d, d), vectors.Slice(l * d, d)), 1e-11);
            }

            Assert.Equal(bures, sum, 1e-5 * traces);
        }
    }

    [Fact]
    public void TheBuresDistanceOfCommutingCovariancesIsThatOfTheirRoots()
    {
        // Both have the eigenvectors (1, 1) and (1, -1): 9 and 1 against 4 and 25.
        double bures = new GaussianFrame().Compute([5, 4, 4, 5], [14.5, -10.5, -10.5, 14.5], 2);
        Assert.Equal(((3 - 2) * (3 - 2)) + ((1 - 5) * (1 - 5)), bures, 1e-12);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(2)]
    [InlineData(20)]
    public void TheDivergenceIsThatOfGaussiansOnAFineGrid(double epsilon)
    {
        const int Points = 241;
        float[] grid = [.. Enumerable.Range(0, Points).Select(k => (k - 120) * 0.1f)];
        (DiscreteMeasure source, DiscreteMeasure target) = (Gaussian(1.2), Gaussian(0.5));
        double expected = Value(source, target) - ((Value(source, source) + Value(target, target)) / 2);
        var frame = new GaussianFrame();
        frame.Compute([1.44], [0.25], 1);
        Assert.Equal(expected, frame.Divergence(epsilon, [0.25], 1), 1e-3 * expected);

        DiscreteMeasure Gaussian(double deviation) => new(new Support(grid, 1), [.. grid.Select(x => Math.Exp(-x * x / (2 * deviation * deviation)))]);

        double Value(DiscreteMeasure from, DiscreteMeasure to) =>
            new SinkhornSolver(new SinkhornOptions { Certify = true }).Solve(new TransportProblem(from, to, GroundCost.SquaredEuclidean, epsilon)).Certificate!.DualValue;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(12, 7)]
    public void TheDivergenceFallsFromTheBuresDistanceToNothing(int d, int rank)
    {
        double[] source = Covariance(d, rank, 1), target = Covariance(d, d, 2);
        var frame = new GaussianFrame();
        double before = frame.Compute(source, target, d);
        Assert.Equal(before, frame.Divergence(1e-9 * before, target, d), 1e-5 * before);
        for (double epsilon = 0.1; epsilon < 1e12; epsilon *= 10)
        {
            double divergence = frame.Divergence(epsilon, target, d);
            Assert.InRange(divergence, 0, before * (1 + 1e-9));
            before = divergence;
        }

        Assert.InRange(before, 0, 1e-4);
        frame.Compute(target, target, d);
        Assert.InRange(frame.Divergence(0.5, target, d), 0, 1e-10);
    }

    [Fact]
    public void UnitsDoNotMatter()
    {
        double[] source = Covariance(3, 3, 1), target = Covariance(3, 3, 2);
        double bures = new GaussianFrame().Compute(source, target, 3);
        foreach (double unit in new[] { 1e-80, 1e76 })
        {
            double scaled = new GaussianFrame().Compute(Array.ConvertAll(source, x => x * unit), Array.ConvertAll(target, x => x * unit), 3);
            Assert.Equal(bures, scaled / unit, 1e-11 * bures);
        }
    }

    /// <summary>G G^T with G random, d x rank.</summary>
    private static double[] Covariance(int d, int rank, int seed)
    {
        double[] factor = Measures.Normal(seed, d, Math.Max(rank, 1));
        var covariance = new double[d * d];
        for (int i = 0; i < d; i++)
            for (int j = 0; j < d; j++)
                for (int k = 0; k < rank; k++)
                    covariance[(i * d) + j] += factor[(i * rank) + k] * factor[(j * rank) + k];
        return covariance;
    }

    private static double Variance(double[] covariance, ReadOnlySpan<double> v)
    {
        double sum = 0;
        for (int i = 0; i < v.Length; i++)
            sum += v[i] * Dot(covariance.AsSpan(i * v.Length, v.Length), v);
        return Math.Max(0, sum);
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
            sum += x[k] * y[k];
        return sum;
    }
}
