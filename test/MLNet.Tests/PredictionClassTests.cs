using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>The ready output class: what it holds and what a web service sends of it.</summary>
public class PredictionClassTests
{
    private static readonly string[] ColumnsOfVersionOne =
    [
        "Coupling", "DroppedMass", "DualValue", "ExitReason", "MarginalViolation", "RelativeDualityGap", "SourcePotential", "Sweeps",
        "TargetPotential", "TransportCost", "TransportedSource",
    ];

    private static readonly MLContext Context = new(1);

    [Fact]
    public void APredictionIsSerialisedWithAllItHolds()
    {
        CouplingPrediction prediction = Predict();
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(prediction, JsonSerializerOptions.Web));
        JsonElement root = json.RootElement;
        Assert.Equal(prediction.TransportCost, root.GetProperty("transportCost").GetSingle());
        Assert.Equal(prediction.PrimalValue, root.GetProperty("primalValue").GetSingle());
        Assert.Equal(prediction.ExitReason, root.GetProperty("exitReason").GetString());
        Assert.Equal(prediction.SourcePotential, Numbers("sourcePotential"));
        Assert.Equal(prediction.TargetPotential, Numbers("targetPotential"));
        Assert.Equal(prediction.TransportedSource, Numbers("transportedSource"));
        Assert.Equal(prediction.Coupling.DenseValues(), Numbers("coupling"));
        Assert.NotEmpty(prediction.TransportedSource);

        float[] Numbers(string name) => [.. root.GetProperty(name).EnumerateArray().Select(e => e.GetSingle())];
    }

    [Fact]
    public void WhatIsSerialisedCanBeReadAgain()
    {
        CouplingPrediction before = Predict();
        CouplingPrediction after = JsonSerializer.Deserialize<CouplingPrediction>(JsonSerializer.Serialize(before))!;
        Assert.Equal(before.Coupling.DenseValues(), after.Coupling.DenseValues());
        Assert.Equal(before.MassBetween(0, 1), after.MassBetween(0, 1));
        Assert.Equal(before.Sweeps, after.Sweeps);
        after.RelativeDualityGap = float.NaN;
        Assert.Contains("NaN", JsonSerializer.Serialize(after), StringComparison.Ordinal);
    }

    [Fact]
    public void TheRegularisedOptimumLiesBetweenDualAndPrimalValue()
    {
        IDataView view = TestPairs.View(Context, "points/regression");
        IDataView output = new EstimatorChain<ITransformer>()
            .Append(SmallModels.Estimator(Context, "points/regression"))
            .Append(SmallModels.Estimator(Context, "points/solve", o => o.OutputColumnPrefix = "Exact"))
            .Fit(view).Transform(view);
        float[] primal = Column("PrimalValue"), dual = Column("DualValue"), exact = Column("ExactPrimalValue"), cost = Column("ExactTransportCost");
        for (int k = 0; k < primal.Length; k++)
        {
            Assert.InRange(exact[k], dual[k] - 1e-6f, primal[k] + 1e-6f);
            Assert.True(primal[k] >= dual[k], $"row {k}: primal {primal[k]}, dual {dual[k]}");
            Assert.True(exact[k] > cost[k], $"row {k}: objective {exact[k]} without epsilon KL, cost {cost[k]}");
        }

        Assert.Equal(primal.Average(x => (double)x), Context.SlicedOT().Evaluate(output).PrimalValue!.Value, 1e-9);

        float[] Column(string name) => [.. output.GetColumn<float>(name)];
    }

    [Fact]
    public void MassesAreTheSumsOfTheCoupling()
    {
        CouplingPrediction prediction = Predict();
        float[] coupling = [.. prediction.Coupling.DenseValues()];
        int n = prediction.SourceMass.Length, m = prediction.TargetMass.Length;
        Assert.Equal(coupling.Length, n * m);
        for (int i = 0; i < n; i++)
            Assert.Equal(coupling.Skip(i * m).Take(m).Sum(x => (double)x), prediction.SourceMass[i], 2e-6);
        for (int j = 0; j < m; j++)
            Assert.Equal(Enumerable.Range(0, n).Sum(i => (double)coupling[(i * m) + j]), prediction.TargetMass[j], 2e-6);
        Assert.Equal(1, prediction.TotalMass, 1e-6);
    }

    [Fact]
    public void AModelSavedBeforeThereWasAPrimalValueShowsTheColumnsItHad()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "TestData", "points-solve.v1.model");
        ITransformer loaded = Context.Model.Load(file, out _);
        IDataView view = TestPairs.View(Context, "points/solve");
        IDataView output = loaded.Transform(view);
        Assert.Equal(ColumnsOfVersionOne, output.Schema.Select(c => c.Name).Except(view.Schema.Select(c => c.Name)).Order(StringComparer.Ordinal));
        Assert.Null(Context.SlicedOT().Evaluate(output).PrimalValue);
        Assert.Single(Context.SlicedOT().Restore(loaded));
        using PredictionEngine<PointRow, CouplingPrediction> engine = Context.Model.CreatePredictionEngine<PointRow, CouplingPrediction>(
            loaded, ignoreMissingColumns: true);
        Assert.True(engine.Predict(TestPairs.Points(1)[0]).TransportCost > 0);
    }

    private static CouplingPrediction Predict()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        using PredictionEngine<PointRow, CouplingPrediction> engine = Context.Model.CreatePredictionEngine<PointRow, CouplingPrediction>(
            SmallModels.Estimator(Context, "points/solve").Fit(view));
        return engine.Predict(TestPairs.Points(1)[0]);
    }
}
