namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class GeometryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(65)]
    public void SquaredEuclideanRowsMatchTheScalarCost(int dimension)
    {
        Geometry geometry = new(Cloud(5, dimension, 1), Cloud(37, dimension, 2), GroundCost.SquaredEuclidean);
        AssertRows(geometry, 1e-5 * dimension);
        Assert.Equal(dimension > 8, geometry.HasDenseCost);
    }

    [Fact]
    public void SphereArcRowsMatchTheScalarCost() => AssertRows(new Geometry(Cloud(6, 3, 1), Cloud(41, 3, 2), GroundCost.SphereArc), 4e-7);

    [Fact]
    public void AMatrixIsReadByIndex()
    {
        float[] costs = [1, 2, 3, 4, 5, -6];
        var geometry = new Geometry(Cloud(2, 2, 1), Cloud(3, 2, 2), GroundCost.FromMatrix(costs, 2, 3));
        Assert.Equal(5, geometry.Evaluate(1, 1));
        Assert.Equal(costs, geometry.DenseCost!);
        Assert.Equal([1f, 4f, 2f, 5f, 3f, -6f], geometry.DenseCostTransposed!);
        Assert.Throws<NotSupportedException>(() => geometry.Cost.Evaluate([1f], [1f]));
    }

    [Theory]
    [InlineData("SphereArc", 3)]
    [InlineData("SquaredEuclidean", 14)]
    public void TheCostOfOneSupportWithItselfIsSymmetric(string kind, int dimension)
    {
        Support support = Cloud(33, dimension, 1);
        GroundCost cost = kind == "SphereArc" ? GroundCost.SphereArc : GroundCost.SquaredEuclidean;
        var geometry = new Geometry(support, new Support(support.Coordinates, dimension), cost);
        Assert.True(geometry.IsSymmetric);
        Assert.Same(geometry.DenseCost, geometry.DenseCostTransposed);
        for (int i = 0; i < 33; i++)
            for (int j = 0; j < i; j++)
                Assert.Equal(geometry.DenseCost![(i * 33) + j], geometry.DenseCost[(j * 33) + i]);
    }

    [Theory]
    [InlineData("SquaredEuclidean")]
    [InlineData("SphereArc")]
    [InlineData("Matrix")]
    public void MeanCostIsTheMeanOfTheMatrix(string kind)
    {
        GroundCost cost = kind switch
        {
            "SquaredEuclidean" => GroundCost.SquaredEuclidean,
            "SphereArc" => GroundCost.SphereArc,
            _ => GroundCost.FromMatrix(Cloud(70, 1, 4).Coordinates, 7, 10),
        };
        var source = new DiscreteMeasure(Cloud(7, 3, 1), [1f, 2, 0, 4, 5, 0, 1]);
        var target = new DiscreteMeasure(Cloud(10, 3, 2), [0f, 2, 1, 4, 5, 0, 1, 1, 1, 3]);
        var geometry = new Geometry(source.Support, target.Support, cost);
        double expected = 0;
        for (int i = 0; i < 7; i++)
            for (int j = 0; j < 10; j++)
                expected += source.Weights[i] * target.Weights[j] * geometry.Evaluate(i, j);
        Assert.Equal(expected, geometry.MeanCost(source.Weights, target.Weights), kind == "SphereArc" ? 1e-7 : 1e-12);
    }

    [Fact]
    public void MeanCostOfFarAwayPointsKeepsItsDigits()
    {
        var near = new Geometry(new Support([0f, 1f], 1), new Support([0.5f, 2f], 1), GroundCost.SquaredEuclidean);
        var far = new Geometry(new Support([65536f, 65537f], 1), new Support([65536.5f, 65538f], 1), GroundCost.SquaredEuclidean);
        Assert.Equal(near.MeanCost([0.5, 0.5], [0.25, 0.75]), far.MeanCost([0.5, 0.5], [0.25, 0.75]), 1e-12);
    }

    [Fact]
    public void SlicesAreKeptForTheLastDirections()
    {
        var geometry = new Geometry(Support.Grid(4, 4), Support.Grid(4, 4), GroundCost.SquaredEuclidean);
        var directions = SlicingDirections.Create(DirectionScheme.Even, 3, 2, 1);
        SlicedGeometry slices = SlicedGeometry.Of(geometry, directions)!;
        Assert.Same(slices, SlicedGeometry.Of(geometry, directions));
        Assert.Same(slices.Source, slices.Target);
        var measure = new DiscreteMeasure(Support.Grid(4, 4));
        Assert.Null(SlicedGeometry.Of(new TransportProblem(measure, measure, GroundCost.SquaredEuclidean, 1).Geometry, directions));
        Assert.NotSame(slices, SlicedGeometry.Of(geometry, SlicingDirections.Create(DirectionScheme.Even, 3, 2, 1)));
    }

    [Fact]
    public void BadGeometriesAreNamed()
    {
        static string Message(Func<object> make) => Assert.Throws<PairException>(make).Message;
        static string Wrong(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
        Assert.Contains("dimension 2", Message(() => new Geometry(Cloud(2, 2, 1), Cloud(2, 3, 1), GroundCost.SquaredEuclidean)));
        Assert.Contains("too large for float32", Message(() => new Geometry(new Support([1e30f], 1), new Support([0f], 1), GroundCost.SquaredEuclidean)));
        Assert.Contains("R^3", Message(() => new Geometry(Cloud(2, 2, 1), Cloud(2, 2, 1), GroundCost.SphereArc)));
        Assert.Contains("Point 1 of the target is the zero vector", Message(
            () => new Geometry(Cloud(2, 3, 1), new Support([1f, 0, 0, 0, 0, 0], 3), GroundCost.SphereArc)));
        Assert.Contains("2 x 3", Message(() => new Geometry(Cloud(3, 2, 1), Cloud(3, 2, 1), GroundCost.FromMatrix(new float[6], 2, 3))));
        Assert.Contains("2 x 3 = 6", Wrong(() => GroundCost.FromMatrix(new float[5], 2, 3)));
        Assert.Contains("source point 1 to target point 0 is NaN", Wrong(() => GroundCost.FromMatrix([1, 2, float.NaN, 4], 2, 2)));
        Assert.Contains("one weight a point", Wrong(() => new Geometry(Cloud(2, 2, 1), Cloud(3, 2, 1), GroundCost.SquaredEuclidean).MeanCost([1], [1, 0, 0])));
    }

    private static void AssertRows(Geometry geometry, double tolerance)
    {
        var row = new float[geometry.TargetCount];
        for (int i = 0; i < geometry.SourceCount; i++)
        {
            geometry.WriteCostRow(i, row);
            for (int j = 0; j < row.Length; j++)
            {
                Assert.Equal(geometry.Evaluate(i, j), row[j], tolerance);
                if (geometry.DenseCost is { } dense)
                    Assert.Equal(row[j], dense[(i * row.Length) + j]);
            }
        }
    }

    private static Support Cloud(int count, int dimension, ulong seed)
    {
        var random = new SeededGenerator(seed);
        return new Support([.. Enumerable.Range(0, count * dimension).Select(_ => (float)random.NextNormal())], dimension);
    }
}
