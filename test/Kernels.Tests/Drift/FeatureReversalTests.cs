namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class FeatureReversalTests
{
    [Theory]
    [InlineData(1, 0.9, 1)]
    [InlineData(-1, -1, -0.9)]
    [InlineData(-0.3, -1, -0.9)]
    [InlineData(4, 0.9, 1)]
    public void ANegativeLeansTheOtherWay(double factor, double least, double most) =>
        Assert.InRange(FeatureReversal.Cosine(Skewed(1, 400, 1), new int[400], [1], Skewed(2, 300, factor)), least, most);

    [Fact]
    public void WhereNothingLeansThereIsNoCosine()
    {
        var normal = new DiscreteMeasure(new Support([.. Measures.Normal(3, 400, 2).Select(x => (float)x)], 2));
        Assert.Equal(0, FeatureReversal.Cosine(normal, new int[400], [1], Skewed(2, 300, -1)));
        Assert.Equal(0, FeatureReversal.Cosine(Skewed(1, 400, 1), new int[400], [1], new DiscreteMeasure(new Support(new float[20], 2))));
    }

    [Fact]
    public void OtherProportionsOfTwoClassesAreNoReversal()
    {
        // Nine of ten rows low before, one of ten after: the lean turns round, and at the proportions of today it does not.
        int[] classes = [.. Enumerable.Range(0, 4000).Select(i => i % 10 == 0 ? 1 : 0)];
        DiscreteMeasure before = TwoClasses(classes), after = TwoClasses([.. classes.Select(c => 1 - c)]);
        Assert.InRange(FeatureReversal.Cosine(before, classes, [0.9, 0.1], after), -1, -0.9);
        Assert.InRange(FeatureReversal.Cosine(before, classes, [0.1, 0.9], after), 0.9, 1);
    }

    private static DiscreteMeasure TwoClasses(int[] classes)
    {
        double[] noise = Measures.Normal(5, classes.Length, 1);
        return new DiscreteMeasure(new Support([.. classes.Select((c, i) => (float)((4 * c) + noise[i]))], 1));
    }

    /// <summary>Two exponential features times a factor.</summary>
    private static DiscreteMeasure Skewed(int seed, int count, double factor)
    {
        var random = new Random(seed);
        return new DiscreteMeasure(new Support([.. Enumerable.Range(0, 2 * count).Select(_ => (float)(factor * -Math.Log(1 - random.NextDouble())))], 2));
    }
}
