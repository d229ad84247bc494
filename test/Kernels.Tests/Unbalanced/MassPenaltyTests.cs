namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class MassPenaltyTests
{
    [Fact]
    public void TheDefaultIsExact()
    {
        Assert.Equal(MassPenalty.Exact, default);
        Assert.Equal(MassPenalty.Exact, MassPenalty.Absolute(double.PositiveInfinity));
        Assert.Equal(MassPenalty.Exact, MassPenalty.Relative(double.PositiveInfinity));
        Assert.True(MassPenalty.Exact.IsExact);
        Assert.Equal(double.PositiveInfinity, MassPenalty.Exact.Value);
        Assert.Equal("exact", MassPenalty.Exact.ToString());
        Assert.Equal("0.5 x mean cost", MassPenalty.Relative(0.5).ToString());
        Assert.Equal("0.5", MassPenalty.Absolute(0.5).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e38)]
    [InlineData(1e300)]
    public void WhatIsNoPenaltyIsRefused(double value)
    {
        Assert.Contains("positive", Assert.Throws<ArgumentOutOfRangeException>(() => MassPenalty.Absolute(value)).Message, StringComparison.Ordinal);
        Assert.Contains("positive", Assert.Throws<ArgumentOutOfRangeException>(() => MassPenalty.Relative(value)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APenaltyThatDrownsInEpsilonIsRefused()
    {
        string message = Assert.Throws<PairException>(() => UnbalancedClouds.Random(1, 5, 5, 0.1, 1, 1, MassPenalty.Absolute(1e-300), MassPenalty.Exact)).Message;
        Assert.Contains("1E-300", message, StringComparison.Ordinal);
        Assert.Contains("source", message, StringComparison.Ordinal);
    }

    [Fact]
    public void RelativePenaltiesAreMultiplesOfTheMeanCost()
    {
        TransportProblem problem = UnbalancedClouds.Random(2, 7, 9, 0.1, 1, 1, MassPenalty.Relative(2), MassPenalty.Absolute(0.3));
        double mean = problem.Geometry.MeanCost(problem.Source.Weights, problem.Target.Weights);
        Assert.Equal(2 * mean, problem.SourcePenalty.Value);
        Assert.False(problem.SourcePenalty.IsRelative);
        Assert.Equal(0.3, problem.TargetPenalty.Value);

        TransportProblem other = UnbalancedClouds.Random(3, 4, 6, 0.1, 1, 1, MassPenalty.Exact, MassPenalty.Exact);
        problem.Assign(other.Source, other.Target);
        Assert.Equal(2 * other.Geometry.MeanCost(other.Source.Weights, other.Target.Weights), problem.SourcePenalty.Value);
    }

    [Fact]
    public void NoMeanCostIsNothingToBeRelativeTo()
    {
        var point = new DiscreteMeasure(new float[] { 1, 2 }, 2);
        Assert.Contains("mean cost", Assert.Throws<PairException>(() => new TransportProblem(point, point, GroundCost.SquaredEuclidean, 0.1, MassPenalty.Relative(1))).Message, StringComparison.Ordinal);
    }
}
