using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class PredictTransportCostTests
{
    private static readonly string[] Outputs = ["TransportCost", "LowerBound", "UpperBound", "IntervalLow", "IntervalHigh", "UnlikeTraining", "Solved"];

    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("points")]
    [InlineData("images")]
    public void PredictionsAreBetweenBoundsThatHold(string form)
    {
        IDataView training = TestPairs.View(Context, form, 20), test = TestPairs.View(Context, form, 30, seed: 7);
        TransportCostTransformer fitted = TransportCostModels.Estimator(Context, form).Fit(training);
        Assert.Equal(20, fitted.Model.PairsUsed);
        IDataView output = fitted.Transform(test);
        double[] exact = TransportCostModels.Exact(Context, form, test);
        TransportCostPrediction[] predictions = [.. Context.Data.CreateEnumerable<TransportCostPrediction>(output, reuseRowObject: false)];
        Assert.Equal(30, predictions.Length);
        foreach ((TransportCostPrediction p, double cost) in predictions.Zip(exact))
        {
            Assert.InRange(cost, p.LowerBound * (1 - 1e-5), p.UpperBound * (1 + 1e-5));
            Assert.InRange(p.TransportCost, p.LowerBound, p.UpperBound);
            Assert.InRange(p.IntervalLow, p.LowerBound, p.TransportCost);
            Assert.InRange(p.IntervalHigh, p.TransportCost, p.UpperBound);
            Assert.False(p.Solved || p.UnlikeTraining);
        }

        Assert.InRange(predictions.Zip(exact, (p, cost) => Math.Abs(p.TransportCost - cost) / cost).Average(), 1e-6, 0.1);
    }

    [Fact]
    public void WhatIsTooWideIsSolvedAndCounted()
    {
        IDataView view = TestPairs.View(Context, "points", 40);
        double[] exact = TransportCostModels.Exact(Context, "points", view);
        IDataView output = TransportCostModels.Estimator(Context, "points", o => (o.MaximumTrainingPairs, o.SolveWhenWider) = (0, 0.01)).Fit(view).Transform(view);
        bool[] solved = [.. output.GetColumn<bool>("Solved")];
        Assert.InRange(solved.Count(s => s), 1, 39);
        Assert.Equal(solved.Count(s => s), Context.SlicedOT().EvaluateTransportCost(output).PairsSolved);
        float[] cost = TransportCostModels.Column(output, "TransportCost"), lower = TransportCostModels.Column(output, "LowerBound"), upper = TransportCostModels.Column(output, "UpperBound");
        for (int k = 0; k < 40; k++)
        {
            Assert.True(solved[k] || upper[k] - lower[k] <= 0.01 * upper[k] * (1 + 1e-5));
            if (solved[k])
                Assert.Equal(exact[k], cost[k], 1e-6 * exact[k]);
        }
    }

    [Theory]
    [InlineData(TransportCostTarget.EntropicCost)]
    [InlineData(TransportCostTarget.EntropicValue)]
    public void EntropicTargetsAgreeWithTheSolver(TransportCostTarget target)
    {
        IDataView training = TestPairs.View(Context, "points", 30), test = TestPairs.View(Context, "points", 10, seed: 3);
        ITransformer model = new EstimatorChain<ITransformer>()
            .Append(TransportCostModels.Estimator(Context, "points", o => (o.Target, o.Epsilon) = (target, 0.1)))
            .Append(SmallModels.Estimator(Context, "points/solve", o => o.OutputColumnPrefix = "Exact"))
            .Fit(training);
        IDataView output = model.Transform(test);
        float[] exact = TransportCostModels.Column(output, target == TransportCostTarget.EntropicCost ? "ExactTransportCost" : "ExactDualValue");
        float[] cost = TransportCostModels.Column(output, "TransportCost"), lower = TransportCostModels.Column(output, "LowerBound"), upper = TransportCostModels.Column(output, "UpperBound");
        for (int k = 0; k < exact.Length; k++)
        {
            Assert.InRange(exact[k], lower[k] * 0.99999f, upper[k] * 1.00001f);
            Assert.InRange(cost[k], 0.8f * exact[k], 1.2f * exact[k]);
        }
    }

    [Fact]
    public void AnEmptyViewAndNoTrainingGiveTheUniversalCoefficients()
    {
        IDataView view = TestPairs.View(Context, "points", 10), empty = Context.Data.LoadFromEnumerable<PointRow>([]);
        TransportCostModel none = TransportCostModels.Estimator(Context, "points").Fit(empty).Model;
        TransportCostModel unasked = TransportCostModels.Estimator(Context, "points", o => o.MaximumTrainingPairs = 0).Fit(view).Model;
        Assert.Equal([0.375, 0.635], none.Coefficients.ToArray());
        Assert.Equal([0.375, 0.635], unasked.Coefficients.ToArray());
        Assert.Equal(0, unasked.PairsUsed);
    }

    [Fact]
    public void TrainingPairsAreSpreadOverTheView()
    {
        IDataView view = TestPairs.View(Context, "points", 50);
        Assert.Equal(7, TransportCostModels.Estimator(Context, "points", o => o.MaximumTrainingPairs = 7).Fit(view).Model.PairsUsed);
        TransportCostModel one = TransportCostModels.Estimator(Context, "points", o => (o.MaximumTrainingPairs, o.NumberOfThreads) = (30, 1)).Fit(view).Model;
        TransportCostModel four = TransportCostModels.Estimator(Context, "points", o => (o.MaximumTrainingPairs, o.NumberOfThreads) = (30, 4)).Fit(view).Model;
        Assert.Equal(one.Coefficients.ToArray(), four.Coefficients.ToArray());
    }

    [Fact]
    public void LabelsAreWhatIsLearned()
    {
        PointRow[] rows = TestPairs.Points(40);
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        double[] exact = TransportCostModels.Exact(Context, "points", view);
        IDataView labelled = Context.Data.LoadFromEnumerable(rows.Select((row, k) => new LabelledRow
        {
            SourcePoints = row.SourcePoints,
            TargetPoints = row.TargetPoints,
            SourceWeights = row.SourceWeights,
            TargetWeights = row.TargetWeights,
            Label = k < 5 ? float.NaN : (float)exact[k],
        }));
        TransportCostTransformer learned = TransportCostModels.Estimator(Context, "points", o => (o.LabelColumnName, o.MaximumTrainingPairs) = ("Label", 3)).Fit(labelled);
        Assert.Equal(38, learned.Model.PairsUsed);
        TransportCostMetrics metrics = Context.SlicedOT().EvaluateTransportCost(learned.Transform(Context.Data.SkipRows(labelled, 5)), "Label");
        Assert.Equal((35, 0L), (metrics.Pairs, metrics.OutsideBounds));
        Assert.InRange(metrics.RelativeError!.Value, 0, 0.08);
        Assert.InRange(metrics.IntervalCoverage!.Value, 0.8, 1);
        Thrown.Says(() => TransportCostModels.Estimator(Context, "points", o => o.LabelColumnName = "Cost").Fit(view), "'Cost'");
    }

    [Theory]
    [InlineData("points")]
    [InlineData("images")]
    public void AModelIsLoadedWithNothingRegistered(string form)
    {
        IDataView training = TestPairs.View(Context, form, 60), test = TestPairs.View(Context, form, 8, seed: 5);
        TransportCostTransformer fitted = TransportCostModels.Estimator(Context, form, o => o.SolveWhenWider = 0.2).Fit(training);
        var other = new MLContext(9);
        ITransformer loaded = SmallModels.Reload(other, fitted, training.Schema);
        IDataView before = fitted.Transform(test), after = loaded.Transform(test);
        Assert.Equal(before.Schema.Select(c => (c.Name, c.Type.ToString())), after.Schema.Select(c => (c.Name, c.Type.ToString())));
        foreach (string name in Outputs[..5])
            Assert.Equal(TransportCostModels.Column(before, name), TransportCostModels.Column(after, name));
        TransportCostTransformer restored = other.SlicedOT().RestoreTransportCosts(loaded).Single();
        Assert.Equal(fitted.Model.Coefficients.ToArray(), restored.Model.Coefficients.ToArray());
        Assert.Equal(fitted.Model.IntervalWidth, restored.Model.IntervalWidth);
        Assert.Empty(other.SlicedOT().Restore(loaded));
        Assert.Equal(TransportCostModels.Column(before, "TransportCost"), TransportCostModels.Column(restored.Transform(test), "TransportCost"));
    }

    [Fact]
    public void CostsAndCouplingsLiveInOnePipeline()
    {
        IDataView view = TestPairs.View(Context, "points", 8);
        ITransformer model = new EstimatorChain<ITransformer>()
            .Append(SmallModels.Estimator(Context, "points/solve"))
            .Append(TransportCostModels.Estimator(Context, "points", o => o.OutputColumnPrefix = "Predicted"))
            .Append(Context.SlicedOT().PlanCoupling("SourcePoints", "TargetPoints", "SourceWeights", "TargetWeights", 2, "Plan"))
            .Fit(view);
        ITransformer loaded = SmallModels.Reload(Context, model, view.Schema);
        Assert.Single(Context.SlicedOT().Restore(loaded));
        Assert.Single(Context.SlicedOT().RestoreTransportCosts(loaded));
        float[] solved = TransportCostModels.Column(loaded.Transform(view), "TransportCost"), predicted = TransportCostModels.Column(loaded.Transform(view), "PredictedLowerBound");
        float[] planned = TransportCostModels.Column(loaded.Transform(view), "PlanTransportCost"), bound = TransportCostModels.Column(loaded.Transform(view), "PlanLowerBound");
        for (int k = 0; k < 8; k++)
        {
            Assert.True(predicted[k] <= solved[k]);
            Assert.InRange(bound[k], 0, planned[k]);
        }
    }

    [Fact]
    public void NothingIsComputedThatNobodyAsksFor()
    {
        IDataView view = TestPairs.View(Context, "points", 6);
        TransportCostTransformer fitted = TransportCostModels.Estimator(Context, "points").Fit(view);
        ITransformer[] parts = [.. fitted.Chain];
        CostRuntime runtime = RuntimeCache.GetCosts(ModelRestorer.ParametersOf(Context, parts[0], parts[1]));
        IDataView output = fitted.Transform(view);
        _ = output.GetColumn<VBuffer<float>>("SourcePoints").Count();
        Assert.Equal(0, runtime.Computed.Rows);
        _ = Context.Data.CreateEnumerable<TransportCostPrediction>(output, reuseRowObject: false).Count();
        Assert.Equal((6, 0), runtime.Computed);
    }

    [Fact]
    public void RowsWithoutAPairAreNotNumbersWhereAskedFor()
    {
        PointRow[] rows = TestPairs.Points(4);
        rows[2].SourcePoints[0] = float.NaN;
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        Thrown.Says(() => TransportCostModels.Estimator(Context, "points").Fit(view), "Row 2", "SourcePoints");
        TransportCostTransformer strict = TransportCostModels.Estimator(Context, "points", o => o.BadRowHandling = BadRowHandling.Skip).Fit(view);
        Assert.Equal(3, strict.Model.PairsUsed);
        Thrown.Says(() => TransportCostModels.Column(strict.Transform(view), "TransportCost"), "SourcePoints");
        TransportCostTransformer tolerant = TransportCostModels.Estimator(
            Context, "points", o => (o.BadRowHandling, o.BadRowOutput) = (BadRowHandling.Skip, BadRowOutput.Empty)).Fit(view);
        IDataView output = tolerant.Transform(view);
        Assert.Equal([false, false, true, false], TransportCostModels.Column(output, "TransportCost").Select(float.IsNaN));
        Assert.Equal([false, false, true, false], TransportCostModels.Column(output, "UpperBound").Select(float.IsNaN));
        TransportCostMetrics metrics = Context.SlicedOT().EvaluateTransportCost(output);
        Assert.Equal((3L, 1L), (metrics.Pairs, metrics.BadRows));
    }

    [Fact]
    public void OptionsOutOfRangeAreNamed()
    {
        foreach ((string option, Action<PredictTransportCostOptions> set) in ((string, Action<PredictTransportCostOptions>)[])
            [
                ("Target", o => o.Target = (TransportCostTarget)5), ("Epsilon", o => o.Epsilon = 1), ("EpsilonScale", o => o.EpsilonScale = 1),
                ("Epsilon", o => (o.Target, o.Epsilon) = (TransportCostTarget.EntropicCost, double.NaN)), ("LabelColumnName", o => o.LabelColumnName = ""),
                ("MaximumTrainingPairs", o => o.MaximumTrainingPairs = -1), ("SolveWhenWider", o => o.SolveWhenWider = double.NaN),
                ("SolveWhenWider", o => o.SolveWhenWider = 1.5), ("AdditionalFrames", o => o.AdditionalFrames = -1), ("NumberOfThreads", o => o.NumberOfThreads = 0),
                ("Dimension", o => o.Dimension = 0), ("OutputColumnNames", o => o.OutputColumnNames = new Dictionary<string, string?> { ["Coupling"] = "P" }),
            ])
        {
            ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => TransportCostModels.Estimator(Context, "points", set));
            Assert.Equal(option, error.ParamName);
        }
    }

    [Fact]
    public void OutputsAreThoseOfTheTable()
    {
        IDataView view = TestPairs.View(Context, "points", 3);
        PredictTransportCostEstimator estimator = TransportCostModels.Estimator(Context, "points", o => o.OutputColumnPrefix = "My");
        Assert.Equal(Outputs.Select(o => "My" + o), estimator.Fit(view).GetOutputSchema(view.Schema).Skip(view.Schema.Count).Where(c => !c.IsHidden).Select(c => c.Name));
        Assert.Equal(Outputs, OutputColumn.Costs.Select(c => c.Name));
        Assert.Equal(Outputs.Order(), typeof(TransportCostPrediction).GetProperties().Select(p => p.Name).Order());
    }

    [Fact]
    public void DamagedTextIsRefused()
    {
        IDataView view = TestPairs.View(Context, "points", 12);
        string text = CostParametersFormat.ToText(TransportCostModels.Estimator(Context, "points").Fit(view).Parameters);
        Assert.NotNull(CostParametersFormat.FromText(text).Model);
        for (int k = 0; k < text.Length; k += 37)
        {
            char[] damaged = text.ToCharArray();
            damaged[k] = damaged[k] == 'A' ? 'B' : 'A';
            Assert.Throws<InvalidDataException>(() => CostParametersFormat.FromText(damaged));
        }

        Assert.Throws<InvalidDataException>(() => CouplingParametersFormat.FromText(text));
    }

    private sealed class LabelledRow
    {
        public float[] SourcePoints { get; set; } = [];

        public float[] TargetPoints { get; set; } = [];

        public float[] SourceWeights { get; set; } = [];

        public float[] TargetWeights { get; set; } = [];

        public float Label { get; set; }
    }
}
