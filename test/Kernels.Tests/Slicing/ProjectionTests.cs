namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class ProjectionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(16, 3)]
    [InlineData(17, 3)]
    [InlineData(100, 8)]
    [InlineData(67, 65)]
    public void PositionsAreInnerProducts(int count, int dimension)
    {
        var random = new SeededGenerator(2);
        float[] points = [.. Enumerable.Range(0, count * dimension).Select(_ => (float)random.NextNormal())];
        var directions = SlicingDirections.Create(DirectionScheme.Random, 1, dimension, 6);
        var positions = new float[count];
        Projection.Project(new Support(points, dimension), directions[0], positions);
        for (int i = 0; i < count; i++)
        {
            double expected = 0;
            for (int k = 0; k < dimension; k++)
                expected += (double)points[(i * dimension) + k] * directions[0][k];
            Assert.Equal(expected, positions[i], 1e-6 * Math.Sqrt(dimension) * 4);
        }
    }

    [Fact]
    public void EqualPointsGetEqualPositionsWhereverTheyStand()
    {
        float[] point = [0.1f, 0.7f, -0.3f];
        float[] points = [.. Enumerable.Repeat(point, 37).SelectMany(x => x)];
        var positions = new float[37];
        Projection.Project(new Support(points, 3), SlicingDirections.Create(DirectionScheme.Random, 1, 3, 1)[0], positions);
        Assert.Single(positions.Distinct());
    }
}
