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
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransportProblem(new MeasurePair(Left, Right), GroundCost.SquaredEuclidean, epsilon));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularization.Absolute(epsilon));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularization.RelativeToMeanCost(epsilon));
    }

    [Fact]
    public void RegularizationIsANumberOrRelative()
    {
        Assert.Equal(0.3, Regularization.Absolute(0.3).Resolve(double.NaN));
        Assert.Equal(0.6, Regularization.RelativeToMeanCost(0.3).Resolve(2), 15);
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularization.RelativeToMeanCost(0.3).Resolve(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularization.RelativeToMeanCost(0.3).Resolve(double.NaN));
        Assert.Equal(Regularization.Absolute(1), Regularization.Absolute(1));
        Assert.NotEqual(Regularization.Absolute(1), Regularization.RelativeToMeanCost(1));
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
        var tiny = new MeasurePair(new DiscreteMeasure(new Support([0f, 1e-30f], 1)), new DiscreteMeasure(new Support([2e-30f], 1)));
        Assert.Contains("underflows", Assert.Throws<ArgumentException>(() => new TransportProblem(tiny, GroundCost.SquaredEuclidean, 1e-60)).Message);
        Assert.Equal(0.1, new TransportProblem(tiny, GroundCost.SquaredEuclidean, 0.1).Epsilon);
    }
}
