namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Rows that hold no pair of measures: in Fit with their row number, in Transform before and after loading.</summary>
public class BadRowTests
{
    private static readonly MLContext Context = new(1);

    public static TheoryData<string, string, string> PointRows => new()
    {
        { "NaN coordinate", "SourcePoints", "slot 3" },
        { "infinite coordinate", "TargetPoints", "slot 0" },
        { "NaN weight", "SourceWeights", "slot 1" },
        { "infinite weight", "TargetWeights", "slot 2" },
        { "negative weight", "SourceWeights", "slot 0: Weight 0 is -1" },
        { "all weights zero", "TargetWeights", "zero" },
        { "empty measure", "SourcePoints", "empty" },
        { "not a whole number of points", "TargetPoints", "dimension 2" },
        { "too few weights", "SourceWeights", "one weight a point" },
        { "coordinates of 1e30", "SourcePoints", "float32" },
    };

    public static TheoryData<string, string, string> WeightRows => new()
    {
        { "NaN weight", "SourceWeights", "slot 1" },
        { "infinite weight", "TargetWeights", "slot 2" },
        { "negative weight", "SourceWeights", "slot 0: Weight 0 is -1" },
        { "all weights zero", "TargetWeights", "zero" },
        { "empty measure", "SourceWeights", "0 slots for 12 points" },
        { "too few weights", "SourceWeights", "one weight a point" },
    };

    [Theory]
    [MemberData(nameof(PointRows))]
    public void PointsFormSaysWhatIsWrongWhere(string what, string column, string detail)
    {
        PointRow[] good = TestPairs.Points(3);
        foreach (string name in (string[])["points/regression", "points/objective", "points/solve"])
            AssertRefused(name, Context.Data.LoadFromEnumerable(good), Context.Data.LoadFromEnumerable([.. good, Spoil(TestPairs.Points(1)[0], what)]), column, detail);
    }

    [Theory]
    [MemberData(nameof(WeightRows))]
    public void FixedSupportsSayWhatIsWrongWhere(string what, string column, string detail)
    {
        WeightRow[] good = TestPairs.Images(3);
        foreach (string name in (string[])["images/regression", "images/objective", "images/solve"])
            AssertRefused(name, Context.Data.LoadFromEnumerable(good), Context.Data.LoadFromEnumerable([.. good, Spoil(TestPairs.Images(1)[0], what)]), column, detail);
    }

    [Fact]
    public void WeightsCanBeRequiredToSumToOne()
    {
        WeightRow[] rows = TestPairs.Images(1);
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, "images/regression", o => o.WeightNormalization = WeightNormalization.Required);
        Thrown.Says(() => estimator.Fit(view), "Row 0", "SourceWeights", "sum");

        float mass = rows[0].SourceWeights.Sum(), targetMass = rows[0].TargetWeights.Sum();
        var normalised = new WeightRow { SourceWeights = [.. rows[0].SourceWeights.Select(w => w / mass)], TargetWeights = [.. rows[0].TargetWeights.Select(w => w / targetMass)] };
        estimator.Fit(Context.Data.LoadFromEnumerable([normalised]));
    }

    /// <summary>Refused in Fit with the row, refused in Transform, refused after loading; skipped on request; and a failed fit leaves no trace.</summary>
    private static void AssertRefused(string name, IDataView good, IDataView bad, string column, string detail)
    {
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, name, o => (o.Epsilon, o.EpsilonScale) = (null, 0.1));
        Thrown.Says(() => estimator.Fit(bad), "Row 3", column, detail);

        CouplingTransformer fitted = estimator.Fit(good);
        Thrown.Says(() => ViewSnapshot.Of(fitted.Transform(bad)), column, detail);
        ITransformer loaded = SmallModels.Reload(Context, fitted, good.Schema);
        Thrown.Says(() => ViewSnapshot.Of(loaded.Transform(bad)), column, detail);

        CouplingTransformer skipping = SmallModels.Estimator(Context, name, o =>
            (o.Epsilon, o.EpsilonScale, o.BadRowHandling) = (null, 0.1, BadRowHandling.Skip)).Fit(bad);
        Assert.Equal(fitted.Epsilon, skipping.Epsilon);
        Assert.Equal(ViewSnapshot.Of(fitted.Transform(good)), ViewSnapshot.Of(skipping.Transform(good)));
        SkippedPair skipped = Assert.Single(skipping.FitReport.Skipped);
        Assert.Equal(3, skipped.Row);
        Assert.Contains(column, skipped.Reason, StringComparison.Ordinal);
    }

    private static PointRow Spoil(PointRow row, string what)
    {
        switch (what)
        {
            case "NaN coordinate": row.SourcePoints[3] = float.NaN; break;
            case "infinite coordinate": row.TargetPoints[0] = float.PositiveInfinity; break;
            case "NaN weight": row.SourceWeights[1] = float.NaN; break;
            case "infinite weight": row.TargetWeights[2] = float.PositiveInfinity; break;
            case "negative weight": row.SourceWeights[0] = -1; break;
            case "all weights zero": Array.Clear(row.TargetWeights); break;
            case "empty measure": (row.SourcePoints, row.SourceWeights) = ([], []); break;
            case "not a whole number of points": row.TargetPoints = row.TargetPoints[1..]; break;
            case "too few weights": row.SourceWeights = row.SourceWeights[1..]; break;
            case "coordinates of 1e30": row.SourcePoints[0] = 1e30f; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }

        return row;
    }

    private static WeightRow Spoil(WeightRow row, string what)
    {
        switch (what)
        {
            case "NaN weight": row.SourceWeights[1] = float.NaN; break;
            case "infinite weight": row.TargetWeights[2] = float.PositiveInfinity; break;
            case "negative weight": row.SourceWeights[0] = -1; break;
            case "all weights zero": Array.Clear(row.TargetWeights); break;
            case "empty measure": row.SourceWeights = []; break;
            case "too few weights": row.SourceWeights = row.SourceWeights[1..]; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }

        return row;
    }
}
