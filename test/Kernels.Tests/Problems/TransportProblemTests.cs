namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class TransportProblemTests
{
    private static readonly DiscreteMeasure Left = new(new Support([0f, 1f], 1));
    private static readonly DiscreteMeasure Right = new(new Support([2f, 3f], 1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void EpsilonIsPositiveAndFinite(double epsilon)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransportProblem(Left, Right, GroundCost.SquaredEuclidean, epsilon));
    }

    [Fact]
    public void MeasuresMustLiveOnTheGeometry()
    {
        var geometry = new Geometry(Left.Support, new Support(Right.Support.Coordinates, 1), GroundCost.SquaredEuclidean);
        Assert.Equal(2, new TransportProblem(geometry, Left, Right, 1).TargetCount);
        Assert.Contains("source measure", Assert.Throws<ArgumentException>(() => new TransportProblem(geometry, Right, Right, 1)).Message);
        Assert.Contains("target measure", Assert.Throws<ArgumentException>(() => new TransportProblem(geometry, Left, Left, 1)).Message);
    }

    [Fact]
    public void CostsThatUnderflowAreRefusedUnlessTheyAreNegligible()
    {
        var source = new DiscreteMeasure(new Support([0f, 1e-30f], 1));
        var target = new DiscreteMeasure(new Support([2e-30f], 1));
        Assert.Contains("underflows", Assert.Throws<PairException>(() => new TransportProblem(source, target, GroundCost.SquaredEuclidean, 1e-60)).Message);
        Assert.Equal(0.1, new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.1).Epsilon);
    }
}
