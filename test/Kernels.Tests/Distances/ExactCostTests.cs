namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class ExactCostTests
{
    /// <remarks>
    /// The costs are ot.emd2(a, b, C) of Python Optimal Transport 0.8.2, C the squared distances in double of coordinates rounded to
    /// single precision; points and weights are those of <see cref="Pair"/>.
    /// </remarks>
    [Theory]
    [InlineData(1, 30, 30, 2, 1, 0.420992757857)]
    [InlineData(2, 40, 25, 2, 3, 0.329644698313)]
    [InlineData(3, 30, 50, 3, 1, 0.905905432353)]
    [InlineData(4, 25, 35, 8, 1, 3.41239602441)]
    [InlineData(5, 20, 20, 64, 1, 42.6491146176)]
    [InlineData(6, 60, 45, 1, 3, 0.121124285647)]
    [InlineData(7, 20, 33, 16, 3, 4.26067099121)]
    public void ExactCostsAreBetweenTheBounds(int seed, int n, int m, int d, int power, double exact)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(seed, n, m, d, power);
        var bounds = TransportCostBounds.Compute(source, target);
        Assert.InRange(bounds.Lower, d == 1 ? exact * (1 - 1e-6) : exact / 2, exact * (1 + 1e-6));
        Assert.InRange(bounds.Upper, exact * (1 - 1e-6), exact * 1.4);
        Assert.Equal(exact, ExactTransportCost.Compute(source, target), 1e-10 * exact);
        Assert.InRange(bounds.Estimate, exact * 0.85, exact * 1.15);
        Assert.Equal(bounds.Upper, BisectionCoupling.Compute(source, target).Cost, 1e-10 * exact);
        if (d == 1)
            Assert.Equal(exact, UnivariateWasserstein.Compute(source, target), 1e-6);
    }

    private static (DiscreteMeasure Source, DiscreteMeasure Target) Pair(int seed, int n, int m, int d, int power)
    {
        double[] numbers = Fractions(seed, (n + m) * (d + 1));
        double[] coordinates = [.. numbers.Take((n + m) * d).Select(x => Math.Pow((2 * x) - 1, power))];
        double[] weights = [.. numbers.Skip((n + m) * d).Select(x => x < 0.1 ? 0 : x)];
        double[] target = [.. coordinates.Skip(n * d).Select((x, k) => (x * (k % d % 2 == 0 ? 1.5 : 0.5)) + 0.25)];
        return (Measures.Weighted(d, coordinates[..(n * d)], weights[..n]), Measures.Weighted(d, target, weights[n..]));
    }

    private static double[] Fractions(int seed, int count)
    {
        long state = seed;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            state = ((state * 1103515245) + 12345) % 2147483648;
            return (state >> 7) % 65536 / 65536.0;
        })];
    }
}
