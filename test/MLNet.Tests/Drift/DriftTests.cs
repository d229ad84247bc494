using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class DriftTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void AMovedSensorIsFoundAndNamed()
    {
        IDataView before = SensorRow.View(Context, 200, 1, isMoved: false), same = SensorRow.View(Context, 200, 2, isMoved: false), moved = SensorRow.View(Context, 200, 3, isMoved: true);
        DriftReport quiet = Context.SlicedOT().DetectDrift(before, same, "Features");
        Assert.False(quiet.HasDrifted(0.01));
        DriftReport report = Context.SlicedOT().DetectDrift(before, moved, "Features", "Weight");
        Assert.True(report.HasDrifted());
        Assert.Equal(["Features[0]", "Features[1]", "Features[2]", "Weight"], report.FeatureNames);
        Assert.Equal("Features[0]", report.MostDriftedFeature);
        Assert.Equal((200, 200), (report.ReferenceRows, report.CurrentRows));
        Assert.Equal(report.FeatureNames[report.Result.Features[1].Feature], report.ToDataView(Context).GetColumn<string>("Feature").ElementAt(1));
        Assert.Contains("Features[0]", report.ToString(), StringComparison.Ordinal);
        string page = report.ToHtml();
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => report.HasDrifted(0));
    }

    [Fact]
    public void AllColumnsOfNumbersAreComparedByDefaultAndWeightsCount()
    {
        SensorRow[] rows = SensorRow.Rows(200, 1, isMoved: false);
        IDataView before = Context.Data.LoadFromEnumerable(rows);
        DriftReport all = Context.SlicedOT().DetectDrift(before, SensorRow.View(Context, 200, 2, isMoved: false));
        Assert.Equal(["IsHigh", "Weight", "Features[0]", "Features[1]", "Features[2]"], all.FeatureNames);

        // The same rows, those of one state counting a tenth.
        SensorRow[] weighted = SensorRow.Rows(200, 1, isMoved: false);
        foreach (SensorRow row in weighted.Where(r => r.IsHigh))
            row.Weight = 0.1f;
        DriftReport report = Context.SlicedOT().DetectDrift(before, Context.Data.LoadFromEnumerable(weighted), new DetectDriftOptions { WeightColumnName = "Weight" });
        Assert.DoesNotContain("Weight", report.FeatureNames);
        Assert.Equal("IsHigh", report.MostDriftedFeature);
        Assert.True(report.HasDrifted(0.01));
    }

    [Fact]
    public void NamesInAPageAreText()
    {
        IDataView view = Context.Transforms.CopyColumns("<b>&", "Weight").Fit(SensorRow.View(Context, 20, 1, isMoved: false)).Transform(SensorRow.View(Context, 20, 1, isMoved: false));
        string page = Context.SlicedOT().DetectDrift(view, view, "<b>&", "Features").ToHtml();
        Assert.Contains("&lt;b&gt;&amp;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void BatchesAreRowsOfARunningCheck()
    {
        IDataView reference = SensorRow.View(Context, 150, 1, isMoved: false), batches = SensorBatch.View(Context, 8, 10);
        WatchDriftEstimator estimator = Context.SlicedOT().WatchDrift(reference, outputColumnPrefix: "My");
        DriftTransformer watch = estimator.Fit(batches);
        Assert.Equal(150, watch.Reference.Count);
        IDataView output = watch.Transform(batches);
        float[] values = [.. output.GetColumn<float>("MyPValue")];
        int[] features = [.. output.GetColumn<int>("MyDriftedFeature")];
        for (int k = 0; k < 8; k++)
        {
            Assert.Equal(k % 2 == 1, values[k] <= 0.02);
            if (k % 2 == 1)
                Assert.Equal(0, features[k]);
        }

        ITransformer loaded = SmallModels.Reload(new MLContext(2), watch, batches.Schema);
        Assert.Equal(ViewSnapshot.Of(output), ViewSnapshot.Of(loaded.Transform(batches)));
        DriftTransformer restored = Context.SlicedOT().RestoreDriftWatches(loaded).Single();
        Assert.Equal(watch.Reference.Support.Coordinates.ToArray(), restored.Reference.Support.Coordinates.ToArray());
        Assert.Equal("Batch", restored.BatchColumnName);
        Assert.Equal(ViewSnapshot.Of(output), ViewSnapshot.Of(restored.Transform(batches)));
        Assert.Empty(Context.SlicedOT().RestoreDomainMaps(loaded));
        Assert.Equal(
            output.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order(StringComparer.Ordinal),
            estimator.GetOutputSchema(PersistenceTests.ShapeOf(Context, batches)).Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(output.Schema, c => c.Name.StartsWith("SlicedOT.", StringComparison.Ordinal));
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        IDataView view = SensorRow.View(Context, 30, 1, isMoved: false);
        SlicedOTCatalog catalog = Context.SlicedOT();
        Thrown.Says(() => catalog.DetectDrift(view, view, "Nothing"), "'Nothing'", "Features");
        Thrown.Says(() => catalog.DetectDrift(view, view, "Label"), "'Label'", "OneHotEncoding");
        Thrown.Says(() => catalog.DetectDrift(view, Context.Data.TakeRows(view, 2), "Features"), "too few rows");
        SensorRow[] rows = SensorRow.Rows(20, 1, isMoved: false);
        rows[4].Features[2] = float.PositiveInfinity;
        Thrown.Says(() => catalog.DetectDrift(view, Context.Data.LoadFromEnumerable(rows), "Features"), "Row 4", "the current view");
        Assert.ThrowsAny<ArgumentException>(() => catalog.DetectDrift(view, view, new DetectDriftOptions { Permutations = 1 }));
        Assert.ThrowsAny<ArgumentException>(() => catalog.DetectDrift(view, view, new DetectDriftOptions { ColumnNames = [] }));
        Assert.ThrowsAny<ArgumentException>(() => catalog.DetectDrift(view, view, new DetectDriftOptions { EpsilonScale = double.NaN }));
        Assert.ThrowsAny<ArgumentException>(() => catalog.WatchDrift(view, "Nothing"));
        Assert.ThrowsAny<ArgumentException>(() => catalog.WatchDrift(view, outputColumnPrefix: "SlicedOT."));
        DriftTransformer watch = catalog.WatchDrift(view).Fit(SensorBatch.View(Context, 1, 1));
        Thrown.Says(() => watch.Transform(view), "'Batch'", "3 features");
        IDataView odd = Context.Data.LoadFromEnumerable((SensorBatch[])[new() { Batch = [1, 2, 3, 4] }]);
        Thrown.Says(() => watch.Transform(odd).GetColumn<float>("PValue").Count(), "4 slots", "3 features");
        IDataView few = Context.Data.LoadFromEnumerable((SensorBatch[])[new() { Batch = [1, 2, 3] }]);
        Thrown.Says(() => watch.Transform(few).GetColumn<float>("PValue").Count(), "1 rows");
    }
}
