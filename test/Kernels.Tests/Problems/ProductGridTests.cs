namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class ProductGridTests
{
    [Fact]
    public void AnImageIsRowsTimesColumns()
    {
        ProductGrid grid = Support.Grid(4, 3).ProductGrid!;
        Assert.Equal([1, 0], grid.Axes.Select(axis => axis.Coordinate));
        Assert.Equal([1f, 1 - (1 / 3f), 1 - (2 / 3f), 0f], grid.Axes[0].Values);
        Assert.Equal([0f, 1 / 3f, 2 / 3f], grid.Axes[1].Values);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void PlainPointsInTheirOrderAreRecognised(int slow, int fast)
    {
        float[] slowValues = [3, -1, 0.5f, 2];
        float[] fastValues = [7, 8, 6];
        var points = new List<float>();
        foreach (float u in slowValues)
            foreach (float v in fastValues)
                points.AddRange(slow == 0 ? [u, v] : [v, u]);
        ProductGrid grid = new Support([.. points], 2).ProductGrid!;
        Assert.Equal([slow, fast], grid.Axes.Select(axis => axis.Coordinate));
        Assert.Equal(slowValues, grid.Axes[0].Values);
        Assert.Equal(fastValues, grid.Axes[1].Values);
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public void SpaceToo(int slow, int middle, int fast)
    {
        float[][] values = [[0, 1], [5, 4, 3], [2, 9]];
        var points = new List<float>();
        var point = new float[3];
        foreach (float u in values[slow])
            foreach (float v in values[middle])
                foreach (float w in values[fast])
                {
                    (point[slow], point[middle], point[fast]) = (u, v, w);
                    points.AddRange(point);
                }

        ProductGrid grid = new Support([.. points], 3).ProductGrid!;
        Assert.Equal([slow, middle, fast], grid.Axes.Select(axis => axis.Coordinate));
        Assert.Equal([values[slow], values[middle], values[fast]], grid.Axes.Select(axis => axis.Values));
    }

    [Fact]
    public void NearlyAGridIsNone()
    {
        float[] points = Support.Grid(5, 5).Coordinates.ToArray();
        points[^1] += 1e-3f;
        Assert.Null(new Support(points, 2).ProductGrid);
        Assert.Null(new Support(Support.Grid(5, 5).Coordinates[..^2], 2).ProductGrid);
        Assert.Null(new Support([0f, 0f, 0f, 1f, 1f, 1f, 1f, 0f], 2).ProductGrid);
    }

    [Fact]
    public void APointOrALineOfPointsFactorisesNothing()
    {
        Assert.Null(Support.Grid(1, 1).ProductGrid);
        Assert.Null(Support.Grid(1, 9).ProductGrid);
        Assert.Null(new Support([1f, 2f, 3f], 1).ProductGrid);
    }
}
