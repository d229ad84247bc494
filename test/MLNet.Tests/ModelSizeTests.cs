namespace Microsoft.ML.SlicedOT.Tests;

public class ModelSizeTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(1024)]
    [InlineData(2000)]
    [InlineData(3000)]
    [InlineData(10_000)]
    public void TheDefaultFeaturesFitIntoAModel(int dimension) => Assert.Null(ModelSize.Excess(new FeatureOptions(), dimension, 0, 0));

    [Theory]
    [InlineData(2000, 2000, 150)]
    [InlineData(100_000, null, 150)]
    public void WhatCannotBeSavedIsRefusedBeforeItIsLearned(int dimension, int? directions, int frequencies)
    {
        var features = new FeatureOptions { NumberOfDirections = directions, RandomFourierFeatures = frequencies };
        string? message = ModelSize.Excess(features, dimension, 0, 0);
        Assert.Contains(nameof(FeatureOptions.NumberOfDirections), message);
        Assert.Contains(nameof(FeatureOptions.RandomFourierFeatures), message);
    }
}
