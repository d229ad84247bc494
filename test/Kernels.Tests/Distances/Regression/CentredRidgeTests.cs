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
        double[] scales = [.. Enumerable.Range(0, p).Select(k => Math.Sqrt(features.Select((row, i) => Square(row[k] * weights[i])).Average()))];
        int[] all = [.. Enumerable.Range(0, n)];
        double[][] residuals = [.. CentredRidge.Strengths.Select(strength => all.Select(i => Residual(Reference([.. all.Where(j => j != i)], strength), i)).ToArray())];
        Assert.Equal(Chosen(all), fit.Strength);
        for (int i = 0; i < n; i++)
        {
            double strength = Chosen([.. all.Where(j => j != i)]);
            Assert.Equal(residuals[Array.IndexOf(CentredRidge.Strengths, strength)][i], fit.Residuals[i], 1e-6 * Math.Abs(targets[i]));
        }

        double[] whole = Reference(all, fit.Strength);
        for (int k = 0; k < p; k++)
            Assert.Equal(whole[k], fit.Coefficients[k], 1e-7);

        double Chosen(int[] judges) =>
            CentredRidge.Strengths.MinBy(strength => judges.Sum(i => Square(weights[i] * residuals[Array.IndexOf(CentredRidge.Strengths, strength)][i])));

        double Residual(double[] c, int i) => targets[i] - features[i].Zip(c, (x, y) => x * y).Sum();

        // The normal equations of the objective, by elimination; the penalty is that of all n.
        double[] Reference(int[] rows, double strength)
        {
            var system = new double[p, p + 1];
            for (int k = 0; k < p; k++)
            {
                system[k, k] = n * strength * Square(scales[k]);
                system[k, p] = system[k, k] * centre[k];
                foreach (int i in rows)
                {
                    double weighted = Square(weights[i]) * features[i][k];
                    for (int l = 0; l < p; l++)
                        system[k, l] += weighted * features[i][l];
                    system[k, p] += weighted * targets[i];
                }
            }

            for (int k = 0; k < p; k++)
                for (int row = 0; row < p; row++)
                    for (int l = p; row != k && l >= k; l--)
                        system[row, l] -= system[row, k] / system[k, k] * system[k, l];
            return [.. Enumerable.Range(0, p).Select(k => system[k, p] / system[k, k])];
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
