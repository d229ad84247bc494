namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Costs beyond a million million epsilons, and epsilons beyond float32: refused with columns and numbers, before any arithmetic.</summary>
public class LargeExponentTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("points/regression")]
    [InlineData("points/objective")]
    [InlineData("points/solve")]
    public void ARowWhoseCostsDwarfEpsilonIsRefusedOrSkipped(string name)
    {
        PointRow[] rows = TestPairs.Points(4);
        IDataView good = Context.Data.LoadFromEnumerable(rows[..3]);
        rows[3].SourcePoints[0] = 1e10f;
        IDataView bad = Context.Data.LoadFromEnumerable(rows);

        string[] says = ["'SourcePoints'", "'TargetPoints'", "Epsilon is 0.1", "costs reach"];
        CouplingTransformer fitted = SmallModels.Estimator(Context, name).Fit(good);
        Thrown.Says(() => ViewSnapshot.Of(fitted.Transform(bad)), says);
        Thrown.Says(() => ViewSnapshot.Of(SmallModels.Reload(Context, fitted, good.Schema).Transform(bad)), says);
        if (name == "points/solve")
            return;

        Thrown.Says(() => SmallModels.Estimator(Context, name).Fit(bad), ["Row 3", "BadRowHandling.Skip", .. says]);
        CouplingTransformer skipping = SmallModels.Estimator(Context, name, o => o.BadRowHandling = BadRowHandling.Skip).Fit(bad);
        Assert.Equal(3, Assert.Single(skipping.FitReport.Skipped).Row);
        Assert.Equal(ViewSnapshot.Of(fitted.Transform(good)), ViewSnapshot.Of(skipping.Transform(good)));
    }

    [Fact]
    public void ARelativeEpsilonGrowsWithTheCosts()
    {
        PointRow[] rows = TestPairs.Points(3);
        foreach (PointRow row in rows)
        {
            row.SourcePoints = [.. row.SourcePoints.Select(x => x * 1e10f)];
            row.TargetPoints = [.. row.TargetPoints.Select(x => x * 1e10f)];
        }

        IDataView view = Context.Data.LoadFromEnumerable(rows);
        CouplingTransformer fitted = SmallModels.Estimator(Context, "points/solve", o => (o.Epsilon, o.EpsilonScale) = (null, 0.1)).Fit(view);
        foreach (CouplingPrediction prediction in Context.Data.CreateEnumerable<CouplingPrediction>(fitted.Transform(view), reuseRowObject: false))
            Assert.InRange(prediction.MarginalViolation, 0, 1.1e-6f);
    }

    [Fact]
    public void AnEpsilonBeyondFloat32IsRefused()
    {
        Thrown.Says(() => SmallModels.Estimator(Context, "points/regression", o => o.Epsilon = 1e300), "Epsilon", "1e37");
        Thrown.Says(() => SmallModels.Estimator(Context, "points/regression", o => (o.Epsilon, o.EpsilonScale) = (null, 1e300)), "EpsilonScale", "1e37");
    }

    [Fact]
    public void AnEmptyColumnNameIsRefused() =>
        Thrown.Says(() => SmallModels.Estimator(Context, "points/regression", o => o.TargetPointsColumnName = ""), "TargetPointsColumnName", "SourceSupport");
}
