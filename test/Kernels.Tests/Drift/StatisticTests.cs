namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class StatisticTests
{
    [Fact]
    public void FeatureDistancesAreExactOnes()
    {
        double[] x = Measures.Normal(1, 21, 2), y = Measures.Normal(2, 34, 2);
        double[] a = [.. Enumerable.Range(0, 21).Select(i => 1.0 + (i % 3))];
        DiscreteMeasure reference = Measures.Weighted(2, x, a), current = Measures.Of(2, y);
        var pool = new PooledSample(reference, current);
        double[] distances = FeatureStatistics.Wasserstein(pool.Axes(), pool.Count, Permutations.Differences(pool, 0, 1));
        for (int k = 0; k < 2; k++)
        {
            DiscreteMeasure p = Measures.Weighted(1, [.. Enumerable.Range(0, 21).Select(i => x[(2 * i) + k])], a);
            DiscreteMeasure q = Measures.Of(1, [.. Enumerable.Range(0, 34).Select(i => y[(2 * i) + k])]);
            Assert.Equal(UnivariateWasserstein.Compute(p, q, 1), distances[k] * pool.Deviations[k], 1e-6);
        }
    }

    [Fact]
    public void PairProductsAreDifferencesOfMeans()
    {
        double[] x = Measures.Normal(1, 15, 3), y = Measures.Normal(2, 18, 3);
        var pool = new PooledSample(Measures.Of(3, x), Measures.Of(3, y));
        (int, int)[] pairs = FeatureStatistics.Pairs(3, 10, 1);
        Assert.Equal([(0, 1), (0, 2), (1, 2)], pairs);
        double[] products = FeatureStatistics.Products(pool.Axes(), pool.Count, pairs, Permutations.Differences(pool, 0, 1));
        for (int p = 0; p < 3; p++)
        {
            (int k, int l) = pairs[p];
            double Mean(int first, int end) => Enumerable.Range(first, end - first).Average(i => pool.Points[(3 * i) + k] * pool.Points[(3 * i) + l]);
            Assert.Equal(Math.Abs(Mean(0, 15) - Mean(15, 33)), products[p], 1e-12);
        }

        (int First, int Second)[] some = FeatureStatistics.Pairs(100, 37, 5);
        Assert.Equal(37, some.Distinct().Count());
        Assert.All(some, pair => Assert.True(0 <= pair.First && pair.First < pair.Second && pair.Second < 100));
    }

    [Fact]
    public void PValuesCountTies()
    {
        Assert.Equal([0.25, 1, 0.75, 0.75], Permutations.PValues([3, 1, 2, 2]));
        Assert.Equal([1, 1], Permutations.PValues([2, 2]));
        Assert.Equal(0.25, Permutations.CombineByLeast([3, 1, 2, 0], [1, 1, 1, 1]));
        Assert.Equal(0.5, Permutations.CombineByLeast([3, 1, 2, 0], [0, 1, 2, 3]));
        Assert.Equal(0.25, Permutations.Combine([3, 1, 2, 0], [1, 1, 1, 1]));

        // Sums of 1 / p: 4 + 1 twice; then 4 + 2, which nothing else reaches, though another has as small a smallest p-value.
        Assert.Equal(0.5, Permutations.Combine([3, 1, 2, 0], [0, 1, 2, 3]));
        Assert.Equal(0.25, Permutations.Combine([3, 1, 2, 0], [2, 0, 1, 3]));
        Assert.Equal(0.5, Permutations.CombineByLeast([3, 1, 2, 0], [2, 0, 1, 3]));
    }
}
