namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class FeatureOptionsTests
{
    public static TheoryData<FeatureOptions, int, string> Absurd => new()
    {
        { new FeatureOptions { NumberOfDirections = int.MaxValue }, 2, nameof(FeatureOptions.NumberOfDirections) },
        { new FeatureOptions { NumberOfDirections = 100_000 }, 2, nameof(FeatureOptions.NumberOfDirections) },
        { new FeatureOptions { NumberOfDirections = 65_536 }, 65_536, nameof(FeatureOptions.NumberOfDirections) },
        { new FeatureOptions { RandomFourierFeatures = int.MaxValue }, 2, nameof(FeatureOptions.RandomFourierFeatures) },
        { new FeatureOptions { RandomFourierFeatures = -1 }, 2, nameof(FeatureOptions.RandomFourierFeatures) },
        { new FeatureOptions { RandomFourierFeatures = 65_536 }, 65_536, nameof(FeatureOptions.RandomFourierFeatures) },
        { new FeatureOptions { DirectionScheme = (DirectionScheme)99 }, 2, nameof(FeatureOptions.DirectionScheme) },
    };

    [Theory]
    [MemberData(nameof(Absurd))]
    public void AbsurdCountsAreRefusedByName(FeatureOptions options, int dimension, string name)
    {
        Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(() => PotentialFeatures.Create(options, dimension, GroundCost.SquaredEuclidean)).ParamName);
        Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(() => new PotentialRegression(
            GroundCost.SquaredEuclidean, 0.1, dimension, new PotentialRegressionOptions { Features = options })).ParamName);
    }

    [Fact]
    public void AbsurdTrainingOptionsAreRefused()
    {
        Assert.Contains("threads", Assert.Throws<ArgumentOutOfRangeException>(() => Regression(new PotentialRegressionOptions { NumberOfThreads = int.MaxValue })).Message);
        Assert.Contains("Weighting", Assert.Throws<ArgumentOutOfRangeException>(() => Regression(new PotentialRegressionOptions { Weighting = (RegressionWeighting)9 })).Message);
        Assert.Contains("Anderson", Assert.Throws<ArgumentOutOfRangeException>(
            () => Regression(new PotentialRegressionOptions { Teacher = new SinkhornOptions { AndersonMemory = 65_536 } })).Message);
        Assert.Contains("RandomFourierFeatures", Assert.Throws<ArgumentException>(
            () => Regression(new PotentialRegressionOptions { Features = new FeatureOptions { RandomFourierFeatures = 30_000 } })).Message);
        Assert.Contains("Optimizer", Assert.Throws<ArgumentOutOfRangeException>(() => new PotentialObjective(
            GroundCost.SquaredEuclidean, 0.1, 2, new PotentialObjectiveOptions { Optimizer = (ObjectiveOptimizer)9 })).Message);
    }

    [Theory]
    [InlineData(4, 64)]
    [InlineData(300, 300)]
    [InlineData(1024, 1024)]
    [InlineData(2000, 262)]
    [InlineData(3000, 174)]
    [InlineData(100_000, 64)]
    public void DirectionsByDimensionStayFewEnoughForAModel(int dimension, int expected) =>
        Assert.Equal(expected, new FeatureOptions().ResolveNumberOfDirections(dimension));

    private static PotentialRegression Regression(PotentialRegressionOptions options) => new(GroundCost.SquaredEuclidean, 0.1, 2, options);
}
