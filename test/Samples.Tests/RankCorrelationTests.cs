using Samples.Shared;

namespace Samples.Tests;

public sealed class RankCorrelationTests
{
    [Fact]
    public void OnlyTheOrderCounts()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 3, 4], [10, 100, 1000, 1001]), 1e-12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3, 4], [4, 3, 2, 1]), 1e-12);
        Assert.Equal(0.8, RankCorrelation.Of([1, 2, 3, 4], [1, 3, 2, 4]), 1e-12);
    }

    [Fact]
    public void EqualValuesShareTheirRank()
        => Assert.Equal(RankCorrelation.Of([1, 2, 2, 3], [1, 2, 3, 4]), RankCorrelation.Of([1, 2, 2, 3], [1, 3, 2, 4]), 1e-12);
}
