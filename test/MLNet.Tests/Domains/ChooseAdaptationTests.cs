using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class ChooseAdaptationTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData(AdaptationUse.FrozenModel)]
    [InlineData(AdaptationUse.Retraining)]
    public void AMovedSensorIsMappedAndNothingElseIs(AdaptationUse use)
    {
        IDataView source = SensorRow.View(Context, 300, 1, isMoved: false);
        AdaptationChoice same = Choose(source, SensorRow.View(Context, 300, 2, isMoved: false), use);
        Assert.Equal("none", same.Name);
        Assert.Null(same.Transformer);
        Assert.Contains("do not differ", same.Reason, StringComparison.Ordinal);

        AdaptationChoice proportions = Choose(source, SensorRow.View(Context, 300, 3, isMoved: false, shareHigh: 0.1), use);
        Assert.Equal("none", proportions.Name);
        Assert.True(proportions.Shift.Statistic > 3);
        Assert.Contains("class proportions", proportions.Reason, StringComparison.Ordinal);
        Assert.Equal(0.1, proportions.Shift.ExplainingProportions[1], 0.1);

        AdaptationChoice moved = Choose(source, SensorRow.View(Context, 300, 4, isMoved: true), use);
        Assert.NotNull(moved.Transformer);
        Assert.Equal("none", moved.Candidates[0].Name);
        Assert.Contains(moved.Candidates, c => c.Name == moved.Name);
        Assert.Contains(moved.Name, moved.ToString(), StringComparison.Ordinal);
        IDataView unseen = SensorRow.View(Context, 400, 5, isMoved: true);
        double with = Accuracy(source, unseen, moved.Transformer, use), without = Accuracy(source, unseen, null, use);
        Assert.True(with > without + 0.05 && with > 0.8, $"{moved.Name}: {with} with a map, {without} without");

        AdaptationChoice both = Choose(source, SensorRow.View(Context, 400, 6, isMoved: true, shareHigh: 0.15), use);
        Assert.Equal("linear, reweighted", both.Name);
        IDataView skewed = SensorRow.View(Context, 400, 7, isMoved: true, shareHigh: 0.15);
        Assert.True(Accuracy(source, skewed, both.Transformer, use) > 0.85);
    }

    [Theory]
    [InlineData(AdaptationUse.FrozenModel)]
    [InlineData(AdaptationUse.Retraining)]
    public void TheNegativeOfTheSourceIsNotMapped(AdaptationUse use)
    {
        // Skewed features, as ink on paper is: a linear map makes means and spreads alike, and exchanges what is ink.
        AdaptationChoice choice = Choose(Ink(1, factor: 1, offset: 0), Ink(2, factor: -1, offset: 20), use);
        Assert.Equal("none", choice.Name);
        Assert.Contains("lean the other way", choice.Reason, StringComparison.Ordinal);
        Assert.Contains(choice.Candidates, c => c.Name == "linear");
        Assert.NotNull(Choose(Ink(1, factor: 1, offset: 0), Ink(2, factor: 2, offset: 20), use).Transformer);

        static IDataView Ink(int seed, float factor, float offset)
        {
            var random = new Random(seed);
            return Context.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i => new SensorRow
            {
                IsHigh = i % 2 == 0,
                Features = [.. Enumerable.Range(0, 3).Select(k => offset + (factor * (float)(-Math.Log(1 - random.NextDouble()) * (i % 2 == 0 && k == 0 ? 4 : 1))))],
            }).ToArray());
        }
    }

    [Fact]
    public void KeysAndTrainersOfManyClassesWork()
    {
        IDataView rows = SensorRow.View(Context, 300, 1, isMoved: false);
        ITransformer keys = Context.Transforms.Conversion.MapValueToKey("Label").Fit(rows);
        AdaptationChoice choice = Context.SlicedOT().ChooseAdaptation(
            keys.Transform(rows), keys.Transform(SensorRow.View(Context, 300, 4, isMoved: true)), Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        Assert.NotNull(choice.Transformer);
        Assert.All(choice.Candidates.Where(c => c.Agreement is not null), c => Assert.InRange(c.Agreement!.Value, 0.4, 1));
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        IDataView source = SensorRow.View(Context, 50, 1, isMoved: false);
        IEstimator<ITransformer> trainer = Trainer();
        Thrown.Says(() => Context.SlicedOT().ChooseAdaptation(source, source, trainer, "Nothing"), "'Nothing'");
        Thrown.Says(() => Context.SlicedOT().ChooseAdaptation(source, source, trainer, "Label"), "'Label'", "MapValueToKey");
        Thrown.Says(() => Context.SlicedOT().ChooseAdaptation(source, source, trainer, "Weight"), "different labels");
        Thrown.Says(() => Context.SlicedOT().ChooseAdaptation(source, source, trainer, "IsHigh", "Weight"), "'Weight'", "vector");
        Action<ChooseAdaptationOptions>[] wrong =
        [
            o => o.FeatureColumnName = "", o => o.AlikeDeviations = double.NaN, o => o.InsideRatio = 0, o => o.InsideShare = -1, o => o.ResidualShare = 2,
            o => o.MaximumRows = 3, o => o.Use = (AdaptationUse)7, o => o.Scaling = (FeatureScaling)7, o => o.ScoreColumnName = null!,
        ];
        foreach (Action<ChooseAdaptationOptions> spoil in wrong)
        {
            var options = new ChooseAdaptationOptions { LabelColumnName = "IsHigh" };
            spoil(options);
            Assert.ThrowsAny<ArgumentException>(() => Context.SlicedOT().ChooseAdaptation(source, source, trainer, options));
        }
    }

    /// <summary>A pipeline that replaces the features, as many do.</summary>
    private static IEstimator<ITransformer> Trainer() =>
        Context.Transforms.NormalizeMeanVariance("Features").Append(Context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsHigh"));

    private static AdaptationChoice Choose(IDataView source, IDataView target, AdaptationUse use) =>
        Context.SlicedOT().ChooseAdaptation(source, target, Trainer(), "IsHigh", use: use);

    private static double Accuracy(IDataView source, IDataView target, DomainMapTransformer? map, AdaptationUse use)
    {
        IDataView train = map is not null && use == AdaptationUse.Retraining ? map.Transform(source) : source;
        IDataView rows = map is not null && use == AdaptationUse.FrozenModel ? map.Transform(target) : target;
        IDataView predicted = Trainer().Fit(train).Transform(rows);
        return predicted.GetColumn<bool>("PredictedLabel").Zip(predicted.GetColumn<bool>("IsHigh"), (x, y) => x == y ? 1.0 : 0.0).Average();
    }
}
