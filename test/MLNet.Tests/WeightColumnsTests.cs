using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Weights that a view brings are read, named or not.</summary>
public class WeightColumnsTests
{
    private static readonly MLContext Context = new(1);

    /// <summary>All mass moves from 0 to 10, at cost 100; with uniform weights the points 0, 5 go to 0, 10 at cost 12.5.</summary>
    private static readonly IDataView Weighted = Context.SlicedOT().LoadPairs([[0, 5]], [[0, 10]], [[1, 0]], [[0, 1]]);

    [Fact]
    public void WeightsThatLoadPairsBringsAreReadWithoutBeingNamed()
    {
        Assert.Equal(100f, Cost(Weighted), 1e-2f);
        Assert.Equal(100f, Cost(Weighted, "SourceWeights", "TargetWeights"), 1e-2f);
        IDataView predicted = Context.SlicedOT().PredictCoupling(dimension: 1, epsilon: 0.1).Fit(Weighted).Transform(Weighted);
        Assert.Equal(100f, predicted.GetColumn<float>("TransportCost").Single(), 1e-2f);
    }

    [Fact]
    public void AnEmptyNameOrNoColumnMeansUniformWeights()
    {
        Assert.Equal(12.5f, Cost(Weighted, "", ""), 1e-2f);
        Assert.Equal(12.5f, Cost(Context.SlicedOT().LoadPairs([[0, 5]], [[0, 10]])), 1e-2f);
        Assert.Equal(62.5f, Cost(Weighted, source: ""), 1e-2f);
    }

    [Fact]
    public void WeightsThatCameAfterTheFitAreNotIgnored()
    {
        IDataView plain = Context.SlicedOT().LoadPairs([[0, 5]], [[0, 10]]);
        CouplingTransformer fitted = Context.SlicedOT().SolveCoupling(dimension: 1, epsilon: 0.1).Fit(plain);
        CouplingTransformer restored = Context.SlicedOT().Restore(SmallModels.Reload(Context, fitted, plain.Schema)).Single();
        foreach (CouplingTransformer model in (CouplingTransformer[])[fitted, restored])
        {
            Thrown.Says(() => model.Transform(Weighted), "'SourceWeights'", "SourceWeightsColumnName", "DropColumns");
            Thrown.Says(() => model.GetOutputSchema(Weighted.Schema), "'SourceWeights'");
            Assert.Equal(12.5f, model.Transform(plain).GetColumn<float>("TransportCost").Single(), 1e-2f);
        }

        CouplingTransformer uniform = Context.SlicedOT().SolveCoupling(sourceWeightsColumnName: "", targetWeightsColumnName: "", dimension: 1, epsilon: 0.1).Fit(plain);
        Assert.Equal(12.5f, uniform.Transform(Weighted).GetColumn<float>("TransportCost").Single(), 1e-2f);
    }

    [Fact]
    public void OnFixedSupportsOneSideMayBeUniform()
    {
        IDataView view = Context.SlicedOT().LoadWeightPairs([[1, 0]], [[0, 1]]);
        var options = new SolveCouplingOptions { SourceSupport = new Support([0, 10], 1), Epsilon = 0.1, SourceWeightsColumnName = "" };
        Assert.Equal(50f, Context.SlicedOT().SolveCoupling(options).Fit(view).Transform(view).GetColumn<float>("TransportCost").Single(), 1e-2f);
        options.TargetWeightsColumnName = "";
        Thrown.Says(() => Context.SlicedOT().SolveCoupling(options), "SourceWeightsColumnName", "TargetWeightsColumnName");
    }

    [Fact]
    public void TheColumnsAreTheSamePromisedAndAfterLoading()
    {
        SolveCouplingEstimator estimator = Context.SlicedOT().SolveCoupling(dimension: 1, epsilon: 0.1);
        CouplingTransformer fitted = estimator.Fit(Weighted);
        ITransformer loaded = SmallModels.Reload(Context, fitted, Weighted.Schema);
        Assert.Equal(100f, loaded.Transform(Weighted).GetColumn<float>("TransportCost").Single(), 1e-2f);
        Assert.Equal(
            fitted.GetOutputSchema(Weighted.Schema).Where(c => !c.IsHidden).Select(c => c.Name).Order(StringComparer.Ordinal),
            estimator.GetOutputSchema(PersistenceTests.ShapeOf(Context, Weighted)).Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AWeightColumnOfAnotherTypeIsRefusedAndTheWayOutNamed()
    {
        IDataView text = Context.Data.LoadFromEnumerable([new TextWeights()]);
        Thrown.Says(() => Context.SlicedOT().SolveCoupling(dimension: 1, epsilon: 0.1).Fit(text), "'SourceWeights'", "Text", "uniform");
        Context.SlicedOT().SolveCoupling(sourceWeightsColumnName: "", dimension: 1, epsilon: 0.1).Fit(text);
    }

    [Fact]
    public void ScalarColumnsAreToldToBeJoined() => Thrown.Says(
        () => Context.SlicedOT().SolveCoupling("X1", "X2", dimension: 1).Fit(Context.Data.LoadFromEnumerable([new Scalars()])), "'X1'", "Concatenate");

    private static float Cost(IDataView view, string? source = null, string? target = null) =>
        Context.SlicedOT().SolveCoupling(sourceWeightsColumnName: source, targetWeightsColumnName: target, dimension: 1, epsilon: 0.1)
            .Fit(view).Transform(view).GetColumn<float>("TransportCost").Single();

    private sealed class TextWeights
    {
        public float[] SourcePoints { get; set; } = [0, 5];

        public float[] TargetPoints { get; set; } = [0, 10];

        public string SourceWeights { get; set; } = "a";
    }

    private sealed class Scalars
    {
        public float X1 { get; set; }

        public float X2 { get; set; }
    }
}
