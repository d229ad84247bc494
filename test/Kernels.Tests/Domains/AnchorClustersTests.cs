namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class AnchorClustersTests
{
    [Fact]
    public void AMeasureThatIsSmallEnoughIsItsOwnAnchors()
    {
        DiscreteMeasure measure = Measures.Of(3, Measures.Normal(1, 40, 3));
        int[]? none = null;
        Assert.Same(measure, AnchorClusters.Reduce(measure, 40, 1, ref none, default));
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(500, 2)]
    [InlineData(2000, 5)]
    public void CentresStandForTheirRowsBetterThanRowsDrawn(int n, int d)
    {
        const int Most = 20;
        DiscreteMeasure measure = Measures.Weighted(d, Measures.Normal(1, n, d), [.. Enumerable.Range(0, n).Select(i => (double)(i % 3))]);
        int[]? none = null;
        DiscreteMeasure centres = AnchorClusters.Reduce(measure, Most, 5, ref none, default), again = AnchorClusters.Reduce(measure, Most, 5, ref none, default);
        Assert.InRange(centres.Count, 1, Most);
        Assert.Equal(1, centres.Weights.ToArray().Sum(), 1e-9);
        Assert.Equal(centres.Support.Coordinates.ToArray(), again.Support.Coordinates.ToArray());
        Assert.Equal(centres.Weights.ToArray(), again.Weights.ToArray());
        double error = Error(measure, centres), drawn = Enumerable.Range(0, 5).Average(seed => Error(measure, RowSample.Draw(measure, Most, (ulong)seed).Measure));
        Assert.True(error < 0.9 * drawn, $"{error} against {drawn}");
    }

    [Fact]
    public void RowsThatAreFewButRepeatedGiveAsManyCentresWithTheirMass()
    {
        // Five places, and one that has no weight.
        double[] points = [.. Enumerable.Range(0, 300).Select(i => (double)(10 * (i % 6)))], weights = [.. Enumerable.Range(0, 300).Select(i => i % 6 == 5 ? 0.0 : 1 + (i % 6))];
        int[]? none = null;
        DiscreteMeasure centres = AnchorClusters.Reduce(Measures.Weighted(1, points, weights), 50, 3, ref none, default);
        Assert.Equal([0f, 10, 20, 30, 40], centres.Support.Coordinates.ToArray().Order());
        for (int j = 0; j < 5; j++)
            Assert.Equal((1 + (centres.Support[j][0] / 10)) / 15, centres.Weights[j], 1e-6);
    }

    [Fact]
    public void ClassesKeepTheirShares()
    {
        // 900 of one class, 100 of another, far apart, and one row of a third.
        double[] points = [.. Measures.Normal(1, 1001, 2).Select((x, k) => x + (k / 2 < 900 ? 0 : k / 2 < 1000 ? 50 : -90))];
        int[] labels = [.. Enumerable.Range(0, 1001).Select(i => i < 900 ? 2 : i < 1000 ? 0 : 1)];
        int[]? classes = labels;
        DiscreteMeasure centres = AnchorClusters.Reduce(Measures.Of(2, points), 100, 1, ref classes, default);
        Assert.NotNull(classes);
        Assert.Equal(centres.Count, classes.Length);
        Assert.Equal(classes.Order(), classes);
        Assert.InRange(centres.Count, 90, 101);
        foreach ((int label, double share) in ((int, double)[])[(0, 100 / 1001.0), (1, 1 / 1001.0), (2, 900 / 1001.0)])
        {
            int[] own = [.. Enumerable.Range(0, centres.Count).Where(j => classes[j] == label)];
            Assert.Equal(share, own.Sum(j => centres.Weights[j]), 1e-6);
            Assert.All(own, j => Assert.InRange(centres.Support[j][0], label == 0 ? 40 : label == 1 ? -100 : -10, label == 0 ? 60 : label == 1 ? -80 : 10));
        }
    }

    [Fact]
    public void AMapOfFewCentresIsNearThatOfAllRows()
    {
        DiscreteMeasure source = Measures.Of(2, Measures.Normal(1, 600, 2)), target = Measures.Of(2, [.. Measures.Normal(2, 600, 2).Select(x => (3 * x) + 7)]);
        var options = new DomainMapOptions { Kind = DomainMapKind.Entropic };
        DiscreteMeasure all = DomainMap.Fit(source, target, options).Apply(source);
        DiscreteMeasure few = DomainMap.Fit(source, target, options with { MaximumAnchors = 60 }).Apply(source);
        double apart = Enumerable.Range(0, 600).Average(i => Measures.Cost(all.Support[i], few.Support[i]));
        Assert.InRange(Math.Sqrt(apart) / 3, 0, 0.35);
    }

    private static double Error(DiscreteMeasure measure, DiscreteMeasure anchors)
    {
        double error = 0;
        for (int i = 0; i < measure.Count; i++)
            error += measure.Weights[i] * Enumerable.Range(0, anchors.Count).Min(j => Measures.Cost(measure.Support[i], anchors.Support[j]));
        return error;
    }
}
