namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class DomainShiftTests
{
    [Fact]
    public void NoShiftOtherProportionsAndMovedSensorsAreToldApart()
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            (DiscreteMeasure source, int[] classes) = DomainMapTests.TwoClasses(10 * seed, 300, 0);
            (DiscreteMeasure same, int[] truth) = DomainMapTests.TwoClasses((10 * seed) + 1, 300, 0);
            var none = DomainShift.Measure(source, classes, same);
            Assert.InRange(none.Statistic, -4, 4);
            Assert.InRange(none.NeighbourRatio, 0.85, 1.15);
            Assert.InRange(none.ShareOutside, 0, 0.12);

            DiscreteMeasure fewer = RowSample.Take(same, [.. Enumerable.Range(0, 300).Where(i => truth[i] == 1 || i % 6 == 0)]);
            var proportions = DomainShift.Measure(source, classes, fewer);
            Assert.True(proportions.Statistic > 5);
            Assert.InRange(proportions.UnexplainedStatistic, -4, 3);
            double expected = 150.0 / fewer.Count;
            Assert.Equal(expected, proportions.ExplainingProportions[1], 0.1);
            Assert.Equal(expected, proportions.EnergyProportions[1], 0.1);
            Assert.Equal(expected - 0.5, proportions.ProportionShift, 0.1);

            DiscreteMeasure moved = Measures.Of(2, [.. Enumerable.Range(0, 600).Select(k => same.Support.Coordinates[k] + (k % 2 == 0 ? 0 : 3.0))]);
            var sensor = DomainShift.Measure(source, classes, moved);
            Assert.True(sensor.UnexplainedStatistic > 5);
            Assert.True(sensor.NeighbourRatio > 1.3);
            Assert.True(sensor.ShareOutside > 0.2);
        }
    }

    [Fact]
    public void ProbabilitiesGiveBackTheProportionsTheyWereMadeWith()
    {
        // Two Gaussians whose posterior is known in closed form.
        var random = new SeededGenerator(1);
        const int N = 4000;
        double[] before = [0.5, 0.5], probabilities = new double[2 * N], weights = new double[N];
        for (int i = 0; i < N; i++)
        {
            double x = random.NextNormal() + (random.NextDouble() < 0.8 ? 1 : -1);
            probabilities[2 * i] = 1 / (1 + Math.Exp(2 * x));
            probabilities[(2 * i) + 1] = 1 - probabilities[2 * i];
            weights[i] = 1.0 / N;
        }

        Assert.Equal(0.8, ClassProportions.Estimate(probabilities, weights, before)[1], 0.03);
        Assert.Equal([0, 1], ClassProportions.Estimate([0.5, 0.5], [1], [0, 1]));
    }

    [Fact]
    public void TheRegressionIsAtAStationaryPoint()
    {
        (DiscreteMeasure rows, int[] classes) = DomainMapTests.TwoClasses(3, 120, 0.3);
        double[] fitted = SoftmaxRegression.Fit(rows, classes, 3).Probabilities(rows);
        for (int c = 0; c < 3; c++)
            Assert.Equal(classes.Count(k => k == c) / 120.0, Enumerable.Range(0, 120).Average(i => fitted[(3 * i) + c]), 2e-4);
        int right = Enumerable.Range(0, 120).Count(i => fitted[(3 * i) + classes[i]] > 0.5);
        Assert.InRange(right, 110, 120);
    }

    [Fact]
    public void MixturesAreTheBestOnAGrid()
    {
        double[] points = Measures.Normal(5, 30, 2);
        for (int i = 10; i < 20; i++)
            points[2 * i] += 3;
        var kernel = new double[900];
        PooledKernel.SquaredDistances(points, 30, 2, kernel);
        for (int k = 0; k < kernel.Length; k++)
            kernel[k] = Math.Exp(-kernel[k]);
        double[] weights = [.. Enumerable.Repeat(1.0 / 30, 30)];
        int[] classes = [.. Enumerable.Range(0, 20).Select(i => i / 10)];
        var mixture = new ClassMixture(kernel, weights, 30, classes, 2);
        double best = double.PositiveInfinity;
        for (double p = 0; p <= 1; p += 0.001)
        {
            double value = Mean(20, 30, 20, 30);
            foreach ((int a, double x) in ((int, double)[])[(0, 1 - p), (1, p)])
            {
                value -= 2 * x * Mean(10 * a, (10 * a) + 10, 20, 30);
                foreach ((int b, double y) in ((int, double)[])[(0, 1 - p), (1, p)])
                    value += x * y * Mean(10 * a, (10 * a) + 10, 10 * b, (10 * b) + 10);
            }

            best = Math.Min(best, value);
        }

        Assert.Equal(best, mixture.Best, 1e-4);
        Assert.True(mixture.Best <= mixture.Unweighted);

        double Mean(int first, int end, int from, int to)
        {
            double sum = 0;
            int count = 0;
            for (int i = first; i < end; i++)
            {
                for (int j = from; j < to; j++)
                {
                    if (i == j)
                        continue;
                    sum += kernel[(i * 30) + j];
                    count++;
                }
            }

            return sum / count;
        }
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        (DiscreteMeasure source, int[] classes) = DomainMapTests.TwoClasses(1, 20, 0);
        Assert.Throws<ArgumentException>(() => DomainShift.Measure(source, classes[..3], source));
        Assert.Throws<PairException>(() => DomainShift.Measure(source, classes, Measures.Of(3, Measures.Normal(1, 20, 3))));
        Assert.ThrowsAny<ArgumentException>(() => DomainShift.Measure(source, classes, Measures.Of(2, Measures.Normal(1, 4, 2))));
    }
}
