namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class RefusedRowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheRowOfAPairThatDoesNotFitIsNamedOnAnyNumberOfThreads(int threads)
    {
        var regression = new PotentialRegression(GroundCost.SquaredEuclidean, 0.2, 2, new PotentialRegressionOptions
        {
            Features = new FeatureOptions { NumberOfDirections = 4, RandomFourierFeatures = 5 },
            NumberOfThreads = threads,
        });
        List<TransportProblem> pairs = [.. RandomPairs.Create(5, 2, 0.2, 3), .. RandomPairs.Create(1, 2, 0.3, 4)];
        ArgumentException error = Assert.Throws<ArgumentException>(() => regression.AddRange(pairs));
        Assert.Contains("row 5 ", error.Message, StringComparison.Ordinal);
    }
}
