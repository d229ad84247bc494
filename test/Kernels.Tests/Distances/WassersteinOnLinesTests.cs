namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class WassersteinOnLinesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void IsTheBestAssignment(int p)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            DiscreteMeasure source = Measures.Of(1, Measures.Normal(seed, 7, 1));
            DiscreteMeasure target = Measures.Of(1, Measures.Normal(seed + 100, 7, 1, 0.5));
            Assert.Equal(Measures.BruteForce(source, target, p), UnivariateWasserstein.Compute(source, target, p), 1e-12);
        }
    }

    [Theory]
    [InlineData(1, 1.25)]
    [InlineData(2, 1.75)]
    public void SplitsTheMassOfAnAtom(int p, double expected)
    {
        // Of the mass at 0 a half goes to 1 and a quarter to 2, where the quarter at 3 joins it.
        DiscreteMeasure source = Measures.Weighted(1, [3, 0], [0.25, 0.75]);
        DiscreteMeasure target = Measures.Weighted(1, [1, 2], [0.5, 0.5]);
        Assert.Equal(expected, UnivariateWasserstein.Compute(source, target, p), 1e-15);
    }

    [Fact]
    public void ZeroWeightsAndSplitAtomsChangeNothing()
    {
        DiscreteMeasure target = Measures.Weighted(1, [1, 2, -4], [0.5, 0.2, 0.3]);
        DiscreteMeasure plain = Measures.Weighted(1, [3, 0], [0.25, 0.75]);
        DiscreteMeasure padded = Measures.Weighted(1, [0, 900, 3, 0, -900], [0.5, 0, 0.25, 0.25, 0]);
        Assert.Equal(UnivariateWasserstein.Compute(plain, target), UnivariateWasserstein.Compute(padded, target), 1e-14);
        Assert.Equal(UnivariateWasserstein.Compute(plain, target), UnivariateWasserstein.Compute(target, plain), 1e-14);
        Assert.Equal(0, UnivariateWasserstein.Compute(padded, padded));
    }

    [Fact]
    public void TheMeanOverATightFrameOfATranslationIsItsSquareOverTheDimension()
    {
        double[] points = Measures.Normal(5, 30, 3);
        DiscreteMeasure source = Measures.Of(3, points);
        DiscreteMeasure target = Measures.Of(3, [.. points.Select((x, k) => (double)(float)x + ((k % 3) + 1))]);
        var directions = SlicingDirections.Create(DirectionScheme.Orthogonal, 6, 3, 1);
        Assert.Equal(14.0 / 3, SlicedWasserstein.Mean(source, target, directions), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheLargestSliceIsBetweenTheMeanAndTheTransportCost(int p)
    {
        var directions = SlicingDirections.Create(DirectionScheme.Even, 12, 2, 0);
        for (int seed = 0; seed < 10; seed++)
        {
            DiscreteMeasure source = Measures.Of(2, Measures.Normal(seed, 6, 2));
            DiscreteMeasure target = Measures.Of(2, Measures.Normal(seed + 50, 6, 2, 0.3));
            double largest = SlicedWasserstein.Max(source, target, directions, out int direction, p);
            Assert.True(SlicedWasserstein.Mean(source, target, directions, p) < largest);
            Assert.True(largest <= Measures.BruteForce(source, target, p) + 1e-6);
            var alone = SlicingDirections.FromVectors(directions[direction], 2);
            Assert.Equal(largest, SlicedWasserstein.Mean(source, target, alone, p));
        }
    }

    [Fact]
    public void WrongArgumentsAreNamed()
    {
        DiscreteMeasure line = Measures.Of(1, 0, 1);
        DiscreteMeasure plane = Measures.Of(2, 0, 1);
        var directions = SlicingDirections.Create(DirectionScheme.Even, 3, 2, 0);
        Assert.Equal("p", Assert.Throws<ArgumentOutOfRangeException>(() => UnivariateWasserstein.Compute(line, line, 3)).ParamName);
        Assert.Contains("dimension 2", Assert.ThrowsAny<ArgumentException>(() => UnivariateWasserstein.Compute(line, plane)).Message);
        Assert.Contains("dimension 1", Assert.ThrowsAny<ArgumentException>(() => SlicedWasserstein.Mean(line, plane, directions)).Message);
        Assert.Equal("directions", Assert.Throws<ArgumentException>(() => SlicedWasserstein.Max(line, line, directions, out _)).ParamName);
    }
}
