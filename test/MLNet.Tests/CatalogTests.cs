using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class CatalogTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void LoadPairsGivesTheArraysAsColumns()
    {
        float[][] source = [[0, 0, 1, 0], [1, 1]], target = [[2, 2], [0, 1, 1, 0, 3, 3]], weights = [[1, 2], [1]];
        IDataView view = Context.SlicedOT().LoadPairs(source, target, weights);
        Assert.Equal(["SourcePoints", "TargetPoints", "SourceWeights"], view.Schema.Select(c => c.Name));
        Assert.Equal(source, view.GetColumn<float[]>("SourcePoints"));
        Assert.Equal(target, view.GetColumn<float[]>("TargetPoints"));
        Assert.Equal(weights, view.GetColumn<float[]>("SourceWeights"));
        Assert.Equal(["SourceWeights", "TargetWeights"], Context.SlicedOT().LoadWeightPairs(weights, weights).Schema.Select(c => c.Name));
        Thrown.Says(() => Context.SlicedOT().LoadPairs(source, [target[0]]), "TargetPoints", "1", "2");
        Thrown.Says(() => Context.SlicedOT().LoadPairs(source, [target[0], null!]), "TargetPoints[1]");
    }

    [Fact]
    public void EvaluateAveragesCertificatesAndComparesWithAReference()
    {
        IDataView view = TestPairs.View(Context, "images/regression");
        ITransformer model = new EstimatorChain<ITransformer>()
            .Append(SmallModels.Estimator(Context, "images/regression"))
            .Append(SmallModels.Estimator(Context, "images/solve", o => o.OutputColumnPrefix = "Exact"))
            .Fit(view);
        IDataView output = model.Transform(view);
        CouplingMetrics plain = Context.SlicedOT().Evaluate(output);
        Assert.Equal(6, plain.Pairs);
        Assert.Null(plain.RootMeanSquaredError);
        Assert.Equal(output.GetColumn<float>("MarginalViolation").Average(x => (double)x), plain.MarginalViolation, 1e-12);

        CouplingMetrics compared = Context.SlicedOT().Evaluate(output, "ExactCoupling");
        float[][] predicted = [.. output.GetColumn<float[]>("Coupling")], exact = [.. output.GetColumn<float[]>("ExactCoupling")];
        double rmse = predicted.Zip(exact, (p, e) => Math.Sqrt(p.Zip(e, (x, y) => ((double)x - y) * ((double)x - y)).Average())).Average();
        Assert.Equal(rmse, compared.RootMeanSquaredError!.Value, 1e-9);
        Assert.True(rmse > 0);
        double costError = output.GetColumn<float>("TransportCost").Zip(output.GetColumn<float>("ExactTransportCost"), (x, y) => Math.Abs((double)x - y) / y).Average();
        Assert.Equal(costError, compared.RelativeCostError!.Value, 1e-9);

        Thrown.Says(() => Context.SlicedOT().Evaluate(output, "ExactTransportCost"), "'ExactTransportCost'", "Single", "coupling column");

        CouplingMetrics self = Context.SlicedOT().Evaluate(output, "ExactCoupling", "Exact");
        Assert.Equal(0, self.RootMeanSquaredError!.Value);
        Thrown.Says(() => Context.SlicedOT().Evaluate(view), "MarginalViolation");
    }

    [Fact]
    public void RestoreGivesTheModelsNumbersBack()
    {
        IDataView view = TestPairs.View(Context, "points/regression");
        CouplingTransformer fitted = SmallModels.Estimator(Context, "points/regression").Fit(view);
        CouplingTransformer restored = Context.SlicedOT().Restore(SmallModels.Reload(Context, fitted, view.Schema)).Single();
        AmortizedCouplingModel before = fitted.Model!, after = restored.Model!;
        Assert.Equal(before.Coefficients.ToArray(), after.Coefficients.ToArray());
        Assert.Equal(before.Features.Names, after.Features.Names);
        Assert.Equal(before.Features.Directions.Vectors.ToArray(), after.Features.Directions.Vectors.ToArray());
        Assert.Equal(fitted.Epsilon, restored.Epsilon);
        Assert.Equal(fitted.FitReport.PairsUsed, restored.FitReport.PairsUsed);
        Assert.Equal(fitted.FitReport.PotentialR2, restored.FitReport.PotentialR2);
        Assert.Equal(fitted.FitReport.Ridge, restored.FitReport.Ridge);
        Assert.Equal(ViewSnapshot.Of(fitted.Transform(view)), ViewSnapshot.Of(restored.Transform(view)));
        Assert.Same(fitted, Context.SlicedOT().Restore(fitted).Single());
        Assert.Empty(Context.SlicedOT().Restore(Context.Transforms.CopyColumns("Copy", "SourcePoints").Fit(view)));
    }

    [Theory]
    [InlineData("points/regression")]
    [InlineData("images/objective")]
    public void EqualSeedsGiveEqualModelsOnAnyNumberOfThreads(string name)
    {
        IDataView view = TestPairs.View(Context, name, rows: 20);
        string[] texts = [.. new[] { 1, 2, 4 }.Select(threads => CouplingParametersFormat.ToText(
            SmallModels.Estimator(Context, name, o => o.NumberOfThreads = threads).Fit(view).Parameters))];
        Assert.Single(texts.Distinct());
        Assert.NotEqual(texts[0], CouplingParametersFormat.ToText(SmallModels.Estimator(Context, name, o => o.Seed = 2).Fit(view).Parameters));
    }

    [Theory]
    [InlineData("points/regression")]
    [InlineData("images/objective")]
    public void ACancelledFitThrowsAndLeavesTheEstimatorUsable(string name)
    {
        using var source = new CancellationTokenSource();
        bool armed = true;
        IDataView view = TestPairs.View(Context, name, rows: 10);
        var rows = new List<FitProgress>();
        CouplingEstimatorBase estimator = SmallModels.Estimator(Context, name, o =>
        {
            ((PredictCouplingOptions)o).Progress = new Immediately(p =>
            {
                rows.Add(p);
                if (armed)
                    source.Cancel();
            });
            o.CancellationToken = source.Token;
        });
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(view));
        Assert.NotEmpty(rows);

        armed = false;
        CouplingEstimatorBase again = SmallModels.Estimator(Context, name);
        Assert.Equal(ViewSnapshot.Of(again.Fit(view).Transform(view)), ViewSnapshot.Of(again.Fit(view).Transform(view)));
    }

    [Fact]
    public void AFitIsLogged()
    {
        var context = new MLContext(1);
        var messages = new List<string>();
        context.Log += (_, e) =>
        {
            lock (messages)
                messages.Add(e.Message);
        };
        SmallModels.Estimator(context, "points/regression").Fit(TestPairs.View(context, "points/regression"));
        Assert.Contains(messages, m => m.Contains("SlicedOT", StringComparison.Ordinal) && m.Contains("6 pairs used", StringComparison.Ordinal));
    }

    [Fact]
    public void RefinementReachesItsToleranceAndRoundingIsExact()
    {
        IDataView view = TestPairs.View(Context, "images/regression");
        CouplingMetrics bare = Evaluate(o => { });
        CouplingMetrics few = Evaluate(o => o.MaximumSweeps = 3);
        CouplingMetrics refined = Evaluate(o => o.RefinementTolerance = 1e-7);
        Assert.Equal(0, bare.Sweeps);
        Assert.InRange(few.Sweeps, 1, 3);
        Assert.True(refined.MarginalViolation <= 1.01e-7);
        Assert.True(few.MarginalViolation < bare.MarginalViolation);
        Assert.True(refined.RelativeDualityGap <= few.RelativeDualityGap && few.RelativeDualityGap <= bare.RelativeDualityGap);

        IDataView rounded = SmallModels.Estimator(Context, "images/regression", o => (o.ExactFeasibility, o.MaximumDroppedMass) = (true, 0)).Fit(view).Transform(view);
        WeightRow[] rows = TestPairs.Images(6, seed: 1);
        float[][] couplings = [.. rounded.GetColumn<float[]>("Coupling")];
        for (int k = 0; k < rows.Length; k++)
        {
            for (int i = 0; i < 12; i++)
                Assert.Equal(rows[k].SourceWeights[i] / rows[k].SourceWeights.Sum(), couplings[k][(12 * i)..(12 * (i + 1))].Sum(), 2e-7f);
            for (int j = 0; j < 12; j++)
                Assert.Equal(rows[k].TargetWeights[j] / rows[k].TargetWeights.Sum(), Enumerable.Range(0, 12).Sum(i => couplings[k][(12 * i) + j]), 2e-7f);
        }

        CouplingMetrics Evaluate(Action<PredictCouplingOptions> configure) => Context.SlicedOT().Evaluate(
            SmallModels.Estimator(Context, "images/regression", o => configure((PredictCouplingOptions)o)).Fit(view).Transform(view));
    }

    [Fact]
    public void DroppedMassStaysBelowItsLimitAndSparseIsSparse()
    {
        IDataView view = TestPairs.View(Context, "points/solve", rows: 10);
        foreach (double limit in (double[])[0, 1e-6, 0.01, 0.5])
        {
            IDataView output = SmallModels.Estimator(Context, "points/solve", o => o.MaximumDroppedMass = limit).Fit(view).Transform(view);
            float[] dropped = [.. output.GetColumn<float>("DroppedMass")];
            (bool IsDense, float[] Values)[] couplings = [.. output.GetColumn<VBuffer<float>>("Coupling").Select(c => (c.IsDense, c.DenseValues().ToArray()))];
            for (int k = 0; k < dropped.Length; k++)
            {
                Assert.InRange(dropped[k], 0, limit);
                Assert.Equal(1 - dropped[k], couplings[k].Values.Sum(x => (double)x), 1e-5);
                int kept = couplings[k].Values.Count(x => x != 0);
                Assert.Equal(kept >= couplings[k].Values.Length / 2, couplings[k].IsDense);
            }
        }
    }

    [Fact]
    public void OptionsThatContradictEachOtherAreRefusedBeforeAnyData()
    {
        SlicedOTCatalog catalog = Context.SlicedOT();
        Thrown.Says(() => catalog.PredictCoupling(new PredictCouplingOptions { Epsilon = 1, EpsilonScale = 1 }), "EpsilonScale", "Epsilon");
        Thrown.Says(() => catalog.PredictCoupling(new PredictCouplingOptions { TargetSupport = Support.Grid(2, 2) }), "TargetSupport");
        Thrown.Says(() => catalog.PredictCoupling(dimension: 0), "Dimension");
        Thrown.Says(() => catalog.PredictCouplingByRegression(numberOfDirections: 0), "NumberOfDirections");
        Thrown.Says(() => catalog.PredictCouplingByRegression(ridge: -1), "Ridge");
        Thrown.Says(() => catalog.PredictCouplingByDualObjective(maximumIterations: -2), "MaximumIterations");
        Thrown.Says(() => catalog.PredictCoupling(new PredictCouplingOptions { NumberOfHalfSteps = 0 }), "NumberOfHalfSteps");
        Thrown.Says(() => catalog.PredictCoupling(new PredictCouplingOptions { RefinementTolerance = 0 }), "RefinementTolerance");
        Thrown.Says(() => catalog.PredictCoupling(new PredictCouplingOptions { Features = new FeatureOptions { AtomIntercept = true } }), "Features.AtomIntercept");
        Thrown.Says(() => catalog.PredictCoupling(sourcePointsColumnName: ""), "SourcePointsColumnName");
        Thrown.Says(() => catalog.PredictCoupling(sourcePointsColumnName: "Coupling"), "OutputColumnPrefix", "Coupling");
        Thrown.Says(() => catalog.SolveCoupling(tolerance: 0), "Tolerance");
        Thrown.Says(() => catalog.SolveCoupling(outputColumnPrefix: "SlicedOT.X"), "reserved");
        Assert.Throws<ArgumentNullException>(() => catalog.PredictCoupling((PredictCouplingOptions)null!));
    }

    [Fact]
    public void ProgressKnowsHowManyRowsTheViewHas()
    {
        IDataView view = TestPairs.View(Context, "points/regression", rows: 10);
        var reports = new List<FitProgress>();
        SmallModels.Estimator(Context, "points/regression", o => ((PredictCouplingOptions)o).Progress = new Immediately(reports.Add)).Fit(view);
        Assert.Equal(10, reports[^1].Total);
        Assert.Equal(10, reports[^1].Done);
    }

    private sealed class Immediately(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
