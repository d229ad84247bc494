using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>A bad row among good ones costs nobody but itself an answer, where the model says so.</summary>
public class BadRowOutputTests
{
    private const int Rows = 300;

    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("points/regression")]
    [InlineData("points/solve")]
    [InlineData("images/solve")]
    public void GoodRowsAroundBadOnesKeepTheirBits(string name)
    {
        CouplingTransformer fitted = SmallModels.Estimator(Context, name, o => o.BadRowOutput = BadRowOutput.Empty).Fit(TestPairs.View(Context, name));
        ITransformer loaded = SmallModels.Reload(Context, fitted, TestPairs.View(Context, name).Schema);
        string[] columns = [.. fitted.GetOutputSchema(TestPairs.View(Context, name).Schema).Where(c => !c.IsHidden).Select(c => c.Name)
            .Where(c => !c.EndsWith("Points", StringComparison.Ordinal) && !c.EndsWith("Weights", StringComparison.Ordinal))];
        foreach (string column in columns)
        {
            string[] good = ViewSnapshot.Of(loaded.Transform(View(name, spoiled: false)), [column]);
            string[] mixed = ViewSnapshot.Of(loaded.Transform(View(name, spoiled: true)), [column]);
            Assert.Equal(good.Length, mixed.Length);
            Assert.Equal(Rows, good.Length);
            for (int row = 0; row < good.Length; row++)
            {
                if (IsSpoiled(row) && column != "Sweeps")
                    Assert.NotEqual(good[row], mixed[row]);
                else if (!IsSpoiled(row))
                    Assert.Equal(good[row], mixed[row]);
            }
        }

        IDataView output = loaded.Transform(View(name, spoiled: true));
        string[] reasons = [.. output.GetColumn<string>("ExitReason")];
        float[] costs = [.. output.GetColumn<float>("TransportCost")], primal = [.. output.GetColumn<float>("PrimalValue")];
        float[][] couplings = [.. output.GetColumn<float[]>("Coupling")];
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(IsSpoiled(row), reasons[row] == "BadInput");
            Assert.Equal(IsSpoiled(row), float.IsNaN(costs[row]) && float.IsNaN(primal[row]));
            Assert.Equal(IsSpoiled(row), couplings[row].All(float.IsNaN)); // none of any size, NaN of a fixed one
        }

        Assert.Equal(BadRowOutput.Empty, Context.SlicedOT().Restore(loaded).Single().Parameters.BadRows);
    }

    [Fact]
    public void APredictionEngineAnswersABadRowAndTheNext()
    {
        CouplingTransformer fitted = SmallModels.Estimator(Context, "points/solve", o => o.BadRowOutput = BadRowOutput.Empty)
            .Fit(TestPairs.View(Context, "points/solve"));
        using PredictionEngine<PointRow, CouplingPrediction> engine = Context.Model.CreatePredictionEngine<PointRow, CouplingPrediction>(fitted);
        PointRow row = TestPairs.Points(1)[0];
        CouplingPrediction before = engine.Predict(row);
        CouplingPrediction bad = engine.Predict(new PointRow { SourcePoints = [float.NaN, 0], TargetPoints = [0, 1], SourceWeights = [1], TargetWeights = [1] });
        CouplingPrediction after = engine.Predict(row);
        Assert.Equal("BadInput", bad.ExitReason);
        Assert.True(float.IsNaN(bad.TransportCost) && float.IsNaN(bad.DroppedMass));
        Assert.Empty(bad.SourcePotential);
        Assert.Empty(bad.TransportedSource);
        Assert.Equal(before.TransportCost, after.TransportCost);
        Assert.Equal(before.Coupling.DenseValues(), after.Coupling.DenseValues());
    }

    [Fact]
    public void AModelThatThrowsIsWrittenAsEarlierLibrariesReadIt()
    {
        IDataView view = TestPairs.View(Context, "points/objective");
        string Text(BadRowOutput output) => CouplingParametersFormat.ToText(
            SmallModels.Estimator(Context, "points/objective", o => o.BadRowOutput = output).Fit(view).Parameters);
        Assert.StartsWith("SlicedOT/1/", Text(BadRowOutput.Throw), StringComparison.Ordinal);
        Assert.StartsWith("SlicedOT/2/", Text(BadRowOutput.Empty), StringComparison.Ordinal);
    }

    private static bool IsSpoiled(int row) => row % 50 == 7;

    private static IDataView View(string name, bool spoiled)
    {
        if (name.StartsWith("images", StringComparison.Ordinal))
        {
            WeightRow[] images = TestPairs.Images(Rows);
            for (int row = 0; row < Rows && spoiled; row++)
                images[row].SourceWeights[0] = IsSpoiled(row) ? -1 : images[row].SourceWeights[0];
            return Context.Data.LoadFromEnumerable(images);
        }

        PointRow[] rows = TestPairs.Points(Rows);
        for (int row = 0; row < Rows && spoiled; row++)
            rows[row].TargetPoints[3] = IsSpoiled(row) ? float.NaN : rows[row].TargetPoints[3];
        return Context.Data.LoadFromEnumerable(rows);
    }
}
