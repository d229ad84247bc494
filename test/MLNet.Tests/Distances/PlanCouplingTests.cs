using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class PlanCouplingTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("points")]
    [InlineData("images")]
    public void ThePlanIsACouplingOfItsCost(string form)
    {
        IDataView view = TestPairs.View(Context, form, 12);
        IDataView output = Estimator(form).Fit(view).Transform(view);
        double[] exact = TransportCostModels.Exact(Context, form, view);
        float[] cost = TransportCostModels.Column(output, "TransportCost"), lower = TransportCostModels.Column(output, "LowerBound"), gap = TransportCostModels.Column(output, "RelativeGap");
        float[][] plans = [.. output.GetColumn<float[]>("Coupling")];
        float[][] sources = [.. view.GetColumn<float[]>("SourceWeights")], targets = [.. view.GetColumn<float[]>("TargetWeights")];
        for (int k = 0; k < 12; k++)
        {
            int n = sources[k].Length, m = targets[k].Length;
            Assert.Equal(n * m, plans[k].Length);
            Assert.InRange(plans[k].Count(mass => mass > 0), 1, n + m - 1);
            var rows = new float[n];
            var columns = new float[m];
            for (int slot = 0; slot < n * m; slot++)
            {
                rows[slot / m] += plans[k][slot];
                columns[slot % m] += plans[k][slot];
            }

            Assert.All(rows.Zip(sources[k], (sum, w) => sum - (w / sources[k].Sum())), x => Assert.Equal(0, x, 1e-6f));
            Assert.All(columns.Zip(targets[k], (sum, w) => sum - (w / targets[k].Sum())), x => Assert.Equal(0, x, 1e-6f));
            Assert.InRange(exact[k], lower[k] * (1 - 1e-5), cost[k] * (1 + 1e-5));
            Assert.Equal((cost[k] - lower[k]) / cost[k], gap[k], 1e-4f);
        }
    }

    [Fact]
    public void AModelIsLoadedAndOneAtomIsDense()
    {
        PointRow[] rows = TestPairs.Points(3);
        (rows[1].SourcePoints, rows[1].SourceWeights) = ([0, 0], [1]);
        (rows[2].TargetPoints, rows[2].TargetWeights) = ([0, 0], [1]);
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        PlanTransformer fitted = Estimator("points").Fit(view);
        IDataView before = fitted.Transform(view), after = SmallModels.Reload(Context, fitted, view.Schema).Transform(view);
        Assert.Equal(before.GetColumn<float[]>("Coupling"), after.GetColumn<float[]>("Coupling"));
        foreach (float[] plan in before.GetColumn<float[]>("Coupling"))
            Assert.Equal(1, plan.Sum(), 1e-5f);
    }

    [Theory]
    [InlineData("points")]
    [InlineData("images")]
    public void ARestoredPlannerPlansAndChecksAsTheFittedOne(string form)
    {
        IDataView view = TestPairs.View(Context, form, 5);
        ITransformer model = new EstimatorChain<ITransformer>()
            .Append(Estimator(form)).Append(Estimator(form, o => (o.OutputColumnPrefix, o.AdditionalFrames, o.Seed) = ("Rough", 0, 7))).Fit(view);
        var other = new MLContext(9);
        ITransformer loaded = SmallModels.Reload(other, model, view.Schema);
        Assert.Equal(2, Context.SlicedOT().RestorePlans(model).Count);
        PlanTransformer[] restored = [.. other.SlicedOT().RestorePlans(loaded)];
        Assert.Equal([null, 0], restored.Select(r => r.Parameters.Bounds.AdditionalFrames));
        Assert.Equal(7, restored[1].Parameters.Bounds.Seed);
        IDataView output = model.Transform(view);
        string[] names = ["Coupling", "TransportCost", "LowerBound", "RelativeGap"];
        Assert.Equal(ViewSnapshot.Of(output, names), ViewSnapshot.Of(restored[0].Transform(view), names));
        string[] rough = [.. names.Select(name => "Rough" + name)];
        Assert.Equal(ViewSnapshot.Of(output, rough), ViewSnapshot.Of(restored[1].Transform(view), rough));
        Thrown.Says(() => restored[0].Transform(output), "Coupling");
        Assert.Empty(other.SlicedOT().Restore(loaded));
        Assert.Empty(other.SlicedOT().RestoreTransportCosts(loaded));
        Assert.Empty(other.SlicedOT().RestoreEmbeddings(loaded));
    }

    [Fact]
    public void BadRowsAndOptionsAreAnswered()
    {
        PointRow[] rows = TestPairs.Points(2);
        rows[0].TargetPoints = [];
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        Thrown.Says(() => TransportCostModels.Column(Estimator("points").Fit(view).Transform(view), "TransportCost"), "TargetPoints");
        IDataView output = Estimator("points", o => o.BadRowOutput = BadRowOutput.Empty).Fit(view).Transform(view);
        Assert.Equal([true, false], TransportCostModels.Column(output, "TransportCost").Select(float.IsNaN));
        Assert.Empty(output.GetColumn<float[]>("Coupling").First());
        Assert.Equal("AdditionalFrames", Assert.ThrowsAny<ArgumentException>(() => Estimator("points", o => o.AdditionalFrames = 2000)).ParamName);
    }

    private static PlanCouplingEstimator Estimator(string form, Action<PlanCouplingOptions>? configure = null)
    {
        var options = new PlanCouplingOptions { SourceWeightsColumnName = "SourceWeights", TargetWeightsColumnName = "TargetWeights" };
        if (form == "points")
            options.Dimension = 2;
        else
            options.SourceSupport = Support.Grid(4, 3);
        configure?.Invoke(options);
        return Context.SlicedOT().PlanCoupling(options);
    }
}
