namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SupportTests
{
    [Fact]
    public void KeepsPointsAndAxes()
    {
        float[] given = [1, 2, 3, 4, 5, 6];
        var support = new Support(given, 3);
        given[0] = 9;
        Assert.Equal((2, 3), (support.Count, support.Dimension));
        Assert.Equal([4f, 5f, 6f], support[1].ToArray());
        Assert.Equal([2f, 5f], support.Axis(1).ToArray());
        Assert.Equal(1f, support.Axis(0)[0]);
    }

    [Fact]
    public void PixelsOfAGridStandUpright()
    {
        var grid = Support.Grid(28, 28);
        Assert.Equal(784, grid.Count);
        Assert.Equal([0f, 1f], grid[0].ToArray());
        Assert.Equal([3 / 27f, 1 - (2 / 27f)], grid[(2 * 28) + 3].ToArray());
        Assert.Equal([1f, 0f], grid[783].ToArray());
        Assert.Equal([1f, 0.5f], Support.Grid(2, 3)[5].ToArray());
        Assert.Equal([0f, 1f], Support.Grid(1, 1)[0].ToArray());
    }

    [Theory]
    [InlineData(new float[0], 2, "at least one point")]
    [InlineData(new float[] { 1, 2, 3 }, 2, "3 coordinates are not a whole number of points in dimension 2")]
    [InlineData(new float[] { 1, 2, 3, float.NaN }, 2, "Coordinate 1 of point 1 is NaN")]
    [InlineData(new float[] { 1, 2, float.NegativeInfinity, 3 }, 2, "Coordinate 0 of point 1 is -Infinity")]
    public void BadCoordinatesAreNamed(float[] coordinates, int dimension, string message) =>
        Assert.Contains(message, Assert.Throws<PairException>(() => new Support(coordinates, dimension)).Message);

    [Fact]
    public void ContentDecidesEqualityAndHash()
    {
        var one = new Support([0f, 1f, 2f, 3f], 2);
        var same = new Support([-0f, 1f, 2f, 3f], 2);
        Assert.True(one.ContentEquals(same));
        Assert.Equal(one.ContentHash, same.ContentHash);
        foreach (Support other in new[] { new Support([0f, 1f, 2f, 3f], 1), new Support([2f, 3f, 0f, 1f], 2), new Support([0f, 1f], 2) })
        {
            Assert.False(one.ContentEquals(other));
            Assert.NotEqual(one.ContentHash, other.ContentHash);
        }
    }

    [Fact]
    public void TheHashOfAFileWrittenTodayIsTheHashOfTomorrow() =>
        Assert.Equal(8256564897437483697UL, new Support([0.5f, -1f, 2f], 3).ContentHash);
}
