namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SlicingDirectionsTests
{
    [Theory]
    [InlineData(DirectionScheme.Even, 10, 2)]
    [InlineData(DirectionScheme.Even, 50, 3)]
    [InlineData(DirectionScheme.Even, 64, 32)]
    [InlineData(DirectionScheme.Orthogonal, 11, 5)]
    [InlineData(DirectionScheme.Random, 100, 2)]
    [InlineData(DirectionScheme.Random, 7, 1000)]
    public void DirectionsHaveLengthOne(DirectionScheme scheme, int count, int dimension)
    {
        var directions = SlicingDirections.Create(scheme, count, dimension, 1);
        Assert.Equal(count, directions.Count);
        for (int l = 0; l < count; l++)
            Assert.Equal(1, Math.Sqrt(Dot(directions[l], directions[l])), 1e-6);
    }

    [Theory]
    [InlineData(DirectionScheme.Even, 2, 2, true)]
    [InlineData(DirectionScheme.Even, 13, 2, true)]
    [InlineData(DirectionScheme.Even, 50, 3, true)]
    [InlineData(DirectionScheme.Even, 64, 64, true)]
    [InlineData(DirectionScheme.Orthogonal, 12, 4, true)]
    [InlineData(DirectionScheme.Orthogonal, 11, 4, false)]
    [InlineData(DirectionScheme.Orthogonal, 3, 4, false)]
    [InlineData(DirectionScheme.Random, 100, 64, false)]
    [InlineData(DirectionScheme.Random, 3, 1, true)]
    public void TightFramesAreRecognised(DirectionScheme scheme, int count, int dimension, bool expected) =>
        Assert.Equal(expected, SlicingDirections.Create(scheme, count, dimension, 1).FormTightFrame);

    [Theory]
    [InlineData(2, 2)]
    [InlineData(10, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(7, 3)]
    [InlineData(10, 3)]
    [InlineData(50, 3)]
    [InlineData(201, 3)]
    public void EvenDirectionsAreAnExactTightFrame(int count, int dimension)
    {
        var directions = SlicingDirections.Create(DirectionScheme.Even, count, dimension, 1);
        for (int p = 0; p < dimension; p++)
            for (int q = 0; q < dimension; q++)
            {
                double sum = 0;
                for (int l = 0; l < count; l++)
                    sum += (double)directions[l][p] * directions[l][q] * dimension / count;
                Assert.Equal(p == q ? 1 : 0, sum, 1e-6);
            }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    public void EvenDirectionsInSpaceKeepTheirDistance(int count)
    {
        var directions = SlicingDirections.Create(DirectionScheme.Even, count, 3, 1);
        double closest = 0;
        for (int l = 0; l < count; l++)
            for (int k = 0; k < l; k++)
                closest = Math.Max(closest, Math.Abs(Dot(directions[l], directions[k])));

        // Caps of half the least angle, at both ends of each direction, cover at least a quarter of the sphere; random directions fall far below.
        double halfAngle = Math.Acos(closest) / 2;
        Assert.True(2 * count * (1 - Math.Cos(halfAngle)) / 2 > 0.25, $"least angle {2 * halfAngle}");
    }

    [Fact]
    public void OrthogonalBlocksAreOrthogonal()
    {
        var directions = SlicingDirections.Create(DirectionScheme.Orthogonal, 90, 60, 1);
        for (int l = 0; l < 90; l++)
            for (int k = l + 1; k < 90; k++)
            {
                if (l / 60 == k / 60)
                    Assert.Equal(0, Dot(directions[l], directions[k]), 1e-6);
            }
    }

    [Theory]
    [InlineData(DirectionScheme.Orthogonal)]
    [InlineData(DirectionScheme.Random)]
    public void SeedsDecide(DirectionScheme scheme)
    {
        float[] one = SlicingDirections.Create(scheme, 6, 5, 1).Vectors.ToArray();
        Assert.Equal(one, SlicingDirections.Create(scheme, 6, 5, 1).Vectors.ToArray());
        Assert.NotEqual(one, SlicingDirections.Create(scheme, 6, 5, 2).Vectors.ToArray());
    }

    [Fact]
    public void RandomDirectionsHaveNoPreference()
    {
        var directions = SlicingDirections.Create(DirectionScheme.Random, 20_000, 3, 5);
        for (int p = 0; p < 3; p++)
        {
            double first = 0, second = 0;
            for (int l = 0; l < directions.Count; l++)
            {
                first += directions[l][p] / (double)directions.Count;
                second += directions[l][p] * directions[l][p] / (double)directions.Count;
            }

            Assert.Equal(0, first, 0.02);
            Assert.Equal(1.0 / 3, second, 0.01);
        }
    }

    [Fact]
    public void OneDirectionOnTheLine()
    {
        var directions = SlicingDirections.Create(DirectionScheme.Random, 20, 1, 3);
        Assert.Equal([1f], directions.Vectors.ToArray());
    }

    [Fact]
    public void GivenVectorsAreKeptToTheBit()
    {
        float[] vectors = SlicingDirections.Create(DirectionScheme.Random, 6, 5, 1).Vectors.ToArray();
        Assert.Equal(vectors, SlicingDirections.FromVectors(vectors, 5).Vectors.ToArray());
    }

    [Theory]
    [InlineData(new float[] { 1, 0, 0 }, 2, "3 numbers")]
    [InlineData(new float[0], 2, "0 numbers")]
    [InlineData(new float[] { 1, 0, 1, 1 }, 2, "Direction 1 has length 1.41")]
    [InlineData(new float[] { float.NaN, 0 }, 2, "Direction 0 has length NaN")]
    public void BadVectorsAreNamed(float[] vectors, int dimension, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => SlicingDirections.FromVectors(vectors, dimension)).Message);

    [Fact]
    public void BadArgumentsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SlicingDirections.Create(DirectionScheme.Even, 0, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SlicingDirections.Create(DirectionScheme.Even, 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SlicingDirections.Create((DirectionScheme)9, 1, 2, 1));
    }

    [Fact]
    public void CountsWhoseProductWrapsAreRefused()
    {
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => SlicingDirections.Create(DirectionScheme.Random, 65_536, 65_537, 1)).ParamName);
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => SlicingDirections.Create(DirectionScheme.Random, int.MaxValue, 2, 1)).ParamName);
    }

    [Fact]
    public void DrawingOrthogonalDirectionsIsCancelledBetweenTwo()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var generator = new SeededGenerator(1);
        var vectors = new double[16];
        bool isCancelled = false;
        try
        {
            DirectionLayouts.OrthogonalBlocks(vectors, 4, ref generator, source.Token);
        }
        catch (OperationCanceledException)
        {
            isCancelled = true;
        }

        Assert.True(isCancelled);
    }

    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
            sum += (double)x[k] * y[k];
        return sum;
    }
}
