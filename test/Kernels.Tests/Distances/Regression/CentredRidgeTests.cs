namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class CentredRidgeTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(8, 2)]
    [InlineData(40, 5)]
    public void ResidualsAreThoseOfFitsWithoutThePair(int n, int p)
    {
        (double[][] features, double[] targets, double[] weights, double[] centre) = Problem(n, p);
        CentredRidgeFit fit = CentredRidge.Fit(features, targets, weights, centre);
        double penalty = n * fit.Strength;
        double[] scales = [.. Enumerable.Range(0, p).Select(k => Math.Sqrt(features.Select((row, i) => Square(row[k] * weights[i])).Average()))];
        for (int left = 0; left < n; left++)
        {
            double[] coefficients = Reference([.. Enumerable.Range(0, n).Where(i => i != left)]);
            double expected = targets[left] - features[left].Zip(coefficients, (x, c) => x * c).Sum();
            Assert.Equal(expected, fit.Residuals[left], 1e-6 * Math.Abs(targets[left]));
        }

        double[] whole = Reference([.. Enumerable.Range(0, n)]);
        for (int k = 0; k < p; k++)
            Assert.Equal(whole[k], fit.Coefficients[k], 1e-7);

        // Gradient descent by coordinates on the objective itself.
        double[] Reference(int[] rows)
        {
            var c = (double[])centre.Clone();
            for (int round = 0; round < 200_000; round++)
            {
                double moved = 0;
                for (int k = 0; k < p; k++)
                {
                    double slope = penalty * Square(scales[k]) * (centre[k] - c[k]), curvature = penalty * Square(scales[k]);
                    foreach (int i in rows)
                    {
                        double rest = targets[i] - features[i].Zip(c, (x, y) => x * y).Sum();
                        slope += Square(weights[i]) * rest * features[i][k];
                        curvature += Square(weights[i] * features[i][k]);
                    }

                    c[k] += slope / curvature;
                    moved = Math.Max(moved, Math.Abs(slope / curvature));
                }

                if (moved < 1e-13)
                    break;
            }

            return c;
        }
    }

    [Fact]
    public void OnePairKeepsTheCentreApart()
    {
        CentredRidgeFit fit = CentredRidge.Fit([[1, 2]], [10], [0.1], [0.5, 0.5]);
        Assert.Equal(10, fit.Strength);
        Assert.All(fit.Coefficients, c => Assert.True(double.IsFinite(c)));
    }

    [Fact]
    public void AFeatureThatIsAlwaysZeroKeepsItsCoefficient()
    {
        CentredRidgeFit fit = CentredRidge.Fit([[1, 0], [2, 0], [3, 0]], [2, 4, 6], [1, 1, 1], [0.5, 0.7]);
        Assert.Equal(0.7, fit.Coefficients[1]);
        Assert.Equal(2, fit.Coefficients[0], 1e-4);
    }

    private static (double[][] Features, double[] Targets, double[] Weights, double[] Centre) Problem(int n, int p)
    {
        var random = new Random(n + p);
        double[][] features = [.. Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, p).Select(k => 1 + (k * random.NextDouble()) + random.NextDouble()).ToArray())];
        double[] targets = [.. features.Select(row => row.Sum() * (1 + (0.1 * random.NextDouble())))];
        return (features, targets, [.. targets.Select(y => 1 / y)], [.. Enumerable.Repeat(0.5, p)]);
    }

    private static double Square(double x) => x * x;
}
