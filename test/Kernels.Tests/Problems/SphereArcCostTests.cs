namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SphereArcCostTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1e-6)]
    [InlineData(1e-3)]
    [InlineData(0.5)]
    [InlineData(Math.PI / 2)]
    [InlineData(3)]
    [InlineData(Math.PI - 1e-3)]
    [InlineData(Math.PI - 1e-6)]
    public void IsAccurateAtEveryAngle(double angle)
    {
        float[] x = [2, 0, 0];
        float[] y = [(float)Math.Cos(angle), (float)Math.Sin(angle), 0];
        double expected = Math.Atan2(y[1], y[0]);
        Assert.Equal(expected, GroundCost.SphereArc.Evaluate(x, y), 1e-13);

        var geometry = new Geometry(new Support(x, 3), new Support([.. Enumerable.Repeat(y, 21).SelectMany(v => v)], 3), GroundCost.SphereArc);
        var row = new float[21];
        geometry.WriteCostRow(0, row);
        Assert.Equal(expected, row[0], 4e-7);
        Assert.Single(row.Distinct());
    }

    [Fact]
    public void LengthDoesNotMatter()
    {
        float[] x = [0.3f, -2f, 1f];
        float[] y = [1f, 1f, 4f];
        var geometry = new Geometry(new Support(x, 3), new Support([.. y.Select(v => v * 1e10f)], 3), GroundCost.SphereArc);
        Assert.Equal(GroundCost.SphereArc.Evaluate(x, y), geometry.Evaluate(0, 0), 1e-6);
        Assert.Equal(Math.PI, GroundCost.SphereArc.Evaluate(x, [.. x.Select(v => -v)]), 1e-12);
    }

    [Fact]
    public void UnitPointsAreTakenAsTheyAre()
    {
        var support = new Support([1f, 0, 0, 0, 0.6f, 0.8f], 3);
        Assert.Same(support, new Geometry(support, support, GroundCost.SphereArc).SourcePoints);
    }
}
