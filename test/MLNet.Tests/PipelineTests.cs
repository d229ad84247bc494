using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Among other components: several of ours, ML.NET's own before and after, PredictionEngine, many threads.</summary>
public class PipelineTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void SeveralComponentsShareAPipelineAndAFile()
    {
        IDataView view = TestPairs.View(Context, "images/regression");
        EstimatorChain<CouplingTransformer> pipeline = new EstimatorChain<ITransformer>()
            .Append(SmallModels.Estimator(Context, "images/regression"))
            .Append(SmallModels.Estimator(Context, "images/solve", o => o.OutputColumnPrefix = "Exact"))
            .Append(SmallModels.Estimator(Context, "images/objective", o => o.OutputColumnPrefix = "Dual"));
        ITransformer model = pipeline.Fit(view);
        IDataView output = model.Transform(view);
        string[] alone = ViewSnapshot.Of(SmallModels.Estimator(Context, "images/solve", o => o.OutputColumnPrefix = "Exact").Fit(view).Transform(view), ["ExactCoupling", "ExactSourcePotential"]);
        Assert.Equal(alone, ViewSnapshot.Of(output, ["ExactCoupling", "ExactSourcePotential"]));

        ITransformer loaded = SmallModels.Reload(Context, model, view.Schema);
        Assert.Equal(ViewSnapshot.Of(output), ViewSnapshot.Of(loaded.Transform(view)));
        IReadOnlyList<CouplingTransformer> restored = Context.SlicedOT().Restore(loaded);
        Assert.Equal(["PotentialRegression", "SolveCoupling", "PotentialObjective"], restored.Select(r => r.FitReport.Method));
        Assert.Null(restored[1].Model);
        Assert.Equal(
            ViewSnapshot.Of(output, ["DualCoupling", "DualDualValue"]),
            ViewSnapshot.Of(restored[2].Transform(view), ["DualCoupling", "DualDualValue"]));
    }

    [Fact]
    public void StandsBetweenComponentsOfMLNet()
    {
        IDataView raw = Context.Data.LoadFromEnumerable([.. TestPairs.Images(6).Select(r => new RenamedRow { From = r.SourceWeights, To = r.TargetWeights })]);
        EstimatorChain<NormalizingTransformer> pipeline = new EstimatorChain<ITransformer>()
            .Append(Context.Transforms.CopyColumns("SourceWeights", "From"))
            .Append(Context.Transforms.CopyColumns("TargetWeights", "To"))
            .Append(SmallModels.Estimator(Context, "images/regression"))
            .Append(Context.Transforms.Concatenate("Features", "SourcePotential", "TargetPotential", "TransportCost"))
            .Append(Context.Transforms.NormalizeMinMax("Features"));
        ITransformer model = pipeline.Fit(raw);
        IDataView output = model.Transform(raw);
        Assert.Equal(25, ((VectorDataViewType)output.Schema["Features"].Type).Size);
        ITransformer loaded = SmallModels.Reload(Context, model, raw.Schema);
        Assert.Equal(ViewSnapshot.Of(output, ["Features", "Coupling"]), ViewSnapshot.Of(loaded.Transform(raw), ["Features", "Coupling"]));
    }

    [Theory]
    [InlineData("points/regression")]
    [InlineData("images/regression")]
    public void PredictionEngineAnswersAsTransformDoes(string name)
    {
        IDataView view = TestPairs.View(Context, name);
        CouplingTransformer fitted = SmallModels.Estimator(Context, name).Fit(view);
        ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
        float[] costs = [.. fitted.Transform(view).GetColumn<float>("TransportCost")];
        foreach (ITransformer model in (ITransformer[])[fitted, loaded])
        {
            if (name.StartsWith("points", StringComparison.Ordinal))
            {
                PredictionEngine<PointRow, CouplingPrediction> engine = Context.Model.CreatePredictionEngine<PointRow, CouplingPrediction>(model);
                Assert.Equal(costs, TestPairs.Points(6).Select(r => engine.Predict(r).TransportCost));
            }
            else
            {
                PredictionEngine<SizedWeightRow, CouplingPrediction> engine = Context.Model.CreatePredictionEngine<SizedWeightRow, CouplingPrediction>(model);
                Assert.Equal(costs, TestPairs.Images(6, seed: 1).Select(r => engine.Predict(new SizedWeightRow { SourceWeights = r.SourceWeights, TargetWeights = r.TargetWeights }).TransportCost));
            }
        }
    }

    [Theory]
    [InlineData("points/regression")]
    [InlineData("images/regression")]
    [InlineData("images/solve")]
    public void ManyThreadsGiveTheSameBitsInOrder(string name)
    {
        IDataView view = TestPairs.View(Context, name, rows: 300);
        CouplingTransformer fitted = SmallModels.Estimator(Context, name).Fit(Context.Data.TakeRows(view, 5));
        string[] expected = ViewSnapshot.Of(fitted.Transform(view));
        var actual = new string[4][];
        Parallel.For(0, actual.Length, k => actual[k] = ViewSnapshot.Of(fitted.Transform(view)));
        Assert.All(actual, a => Assert.Equal(expected, a));

        DataViewSchema.Column column = fitted.Transform(view).Schema["TransportCost"];
        DataViewRowCursor[] cursors = fitted.Transform(view).GetRowCursorSet([column], 3);
        float[] costs = [.. cursors.SelectMany(c => Costs(c)).Order()];
        Assert.Equal(fitted.Transform(view).GetColumn<float>("TransportCost").Order(), costs);
    }

    [Fact]
    public void OneRowsErrorDoesNotSpoilTheNext()
    {
        WeightRow[] rows = TestPairs.Images(2, seed: 1);
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        PredictionEngine<SizedWeightRow, CouplingPrediction> engine = Context.Model.CreatePredictionEngine<SizedWeightRow, CouplingPrediction>(
            SmallModels.Estimator(Context, "images/solve").Fit(view));
        var good = new SizedWeightRow { SourceWeights = rows[0].SourceWeights, TargetWeights = rows[0].TargetWeights };
        float[] expected = [.. engine.Predict(good).Coupling.DenseValues()];
        var bad = new SizedWeightRow { SourceWeights = [.. rows[1].SourceWeights.Select(w => w * 2)], TargetWeights = new float[12] };
        Thrown.Says(() => engine.Predict(bad), "TargetWeights", "zero");
        Assert.Equal(expected, engine.Predict(good).Coupling.DenseValues());
    }

    private static IEnumerable<float> Costs(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            ValueGetter<float> getter = cursor.GetGetter<float>(cursor.Schema["TransportCost"]);
            float value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                yield return value;
            }
        }
    }

    private sealed class RenamedRow
    {
        [VectorType(12)]
        public float[] From { get; set; } = [];

        [VectorType(12)]
        public float[] To { get; set; } = [];
    }

    private sealed class SizedWeightRow
    {
        [VectorType(12)]
        public float[] SourceWeights { get; set; } = [];

        [VectorType(12)]
        public float[] TargetWeights { get; set; } = [];
    }
}
