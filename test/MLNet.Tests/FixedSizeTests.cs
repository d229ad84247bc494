using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Trainers of ML.NET take vectors of known size alone.</summary>
public class FixedSizeTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void KMeansTakesCouplings(bool fixedSupports)
    {
        IDataView view = View();
        ITransformer model = new EstimatorChain<ITransformer>().Append<ITransformer>(Solve(fixedSupports))
            .Append<ITransformer>(Context.Clustering.Trainers.KMeans("Coupling", numberOfClusters: 2)).Fit(view);
        AssertSameAfterLoading(model, view, "Score");
    }

    [Fact]
    public void AClassifierTakesTransportedPoints()
    {
        IDataView view = View();
        ITransformer model = new EstimatorChain<ITransformer>().Append<ITransformer>(Solve(fixedSupports: false))
            .Append<ITransformer>(Context.Transforms.Conversion.MapValueToKey("Label", "Group"))
            .AppendCacheCheckpoint(Context)
            .Append<ITransformer>(Context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                FeatureColumnName = "TransportedSource",
                MaximumNumberOfIterations = 5,
                NumberOfThreads = 1,
            })).Fit(view);
        AssertSameAfterLoading(model, view, "Score");
    }

    [Fact]
    public void SizesAreThoseOfTheTypesAndPromisedOnes()
    {
        IDataView view = View();
        SolveCouplingEstimator estimator = Solve(fixedSupports: false);
        CouplingTransformer fitted = estimator.Fit(view);
        ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
        foreach (DataViewSchema schema in (DataViewSchema[])[fitted.GetOutputSchema(view.Schema), loaded.GetOutputSchema(view.Schema)])
        {
            Assert.Equal(4, ((VectorDataViewType)schema["SourcePotential"].Type).Size);
            Assert.Equal(3, ((VectorDataViewType)schema["TargetPotential"].Type).Size);
            Assert.Equal(12, ((VectorDataViewType)schema["Coupling"].Type).Size);
            Assert.Equal(8, ((VectorDataViewType)schema["TransportedSource"].Type).Size);
        }

        SchemaShape promised = estimator.GetOutputSchema(PersistenceTests.ShapeOf(Context, view));
        Assert.All(promised.Where(c => c.Name is "Coupling" or "TransportedSource" or "SourcePotential" or "TargetPotential"),
            c => Assert.Equal(SchemaShape.Column.VectorKind.Vector, c.Kind));
        Assert.DoesNotContain(fitted.GetOutputSchema(view.Schema), c => c.Name.StartsWith("SlicedOT.", StringComparison.Ordinal));
    }

    [Fact]
    public void TheNumbersAreThoseOfVectorsOfAnySize()
    {
        IDataView view = View();
        string[] columns = ["SourcePotential", "TargetPotential", "TransportedSource", "TransportCost"];
        Assert.Equal(
            ViewSnapshot.Of(Solve(fixedSupports: false, fixedSize: false).Fit(view).Transform(view), columns),
            ViewSnapshot.Of(Solve(fixedSupports: false).Fit(view).Transform(view), columns));
        Assert.Equal(
            Solve(fixedSupports: false, fixedSize: false).Fit(view).Transform(view).GetColumn<float[]>("Coupling"),
            Solve(fixedSupports: false).Fit(view).Transform(view).GetColumn<float[]>("Coupling"));
    }

    [Fact]
    public void ASparseCouplingStaysSparse()
    {
        var random = new Random(8);
        float[] Cloud(double centre) => [.. Enumerable.Range(0, 42).Select(i => (float)(centre + (i / 2) + (0.01 * random.NextDouble())))];
        IDataView view = Context.Data.LoadFromEnumerable([new LargerPair { SourcePoints = Cloud(0), TargetPoints = Cloud(0.1) }]);
        var options = new SolveCouplingOptions { Epsilon = 0.05, FixedSizeOutputs = true };
        CouplingTransformer fitted = Context.SlicedOT().SolveCoupling(options).Fit(view);
        options.FixedSizeOutputs = false;
        CouplingTransformer ofAnySize = Context.SlicedOT().SolveCoupling(options).Fit(view);

        VBuffer<float> expected = ofAnySize.Transform(view).GetColumn<VBuffer<float>>("Coupling").Single();
        VBuffer<float> coupling = fitted.Transform(view).GetColumn<VBuffer<float>>("Coupling").Single();
        Assert.False(expected.IsDense);
        Assert.False(coupling.IsDense);
        Assert.Equal(expected.DenseValues(), coupling.DenseValues());
        Assert.Equal(21 * 21, coupling.Length);
    }

    [Fact]
    public void WhereTypesPromiseSizesOutputsHaveThemByDefault()
    {
        IDataView view = View();
        SolveCouplingEstimator estimator = Solve(fixedSupports: false, fixedSize: null);
        CouplingTransformer fitted = estimator.Fit(view);
        SchemaShape promised = estimator.GetOutputSchema(PersistenceTests.ShapeOf(Context, view));
        foreach (ITransformer model in (ITransformer[])[fitted, SmallModels.Reload(Context, fitted, view.Schema)])
        {
            DataViewSchema schema = model.GetOutputSchema(view.Schema);
            Assert.Equal([4, 3, 8, 12], ((string[])["SourcePotential", "TargetPotential", "TransportedSource", "Coupling"]).Select(c => ((VectorDataViewType)schema[c].Type).Size));
            Assert.All(promised.Where(c => schema.GetColumnOrNull(c.Name)?.Type is VectorDataViewType), c => Assert.Equal(
                ((VectorDataViewType)schema[c.Name].Type).IsKnownSize ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector, c.Kind));
        }

        IDataView any = TestPairs.View(Context, "points/solve");
        CouplingTransformer ofAnySize = Solve(fixedSupports: false, fixedSize: null).Fit(any);
        Assert.Equal(0, ((VectorDataViewType)ofAnySize.GetOutputSchema(any.Schema)["SourcePotential"].Type).Size);
    }

    [Fact]
    public void InputsWithoutASizeAreRefused()
    {
        IDataView any = TestPairs.View(Context, "points/solve");
        Thrown.Says(() => Solve(fixedSupports: false).Fit(any), "'SourcePoints'", "FixedSizeOutputs", "VectorType");
        CouplingTransformer fitted = Solve(fixedSupports: false).Fit(View());
        Thrown.Says(() => fitted.Transform(any), "'SourcePoints'", "8 slots");
    }

    [Fact]
    public void ABadRowHasItsSizeToo()
    {
        SizedPair[] rows = Pairs();
        rows[5].SourcePoints[2] = float.NaN;
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        IDataView output = Solve(fixedSupports: false, bad: BadRowOutput.Empty).Fit(View()).Transform(view);
        float[][] couplings = [.. output.GetColumn<float[]>("Coupling")], moved = [.. output.GetColumn<float[]>("TransportedSource")];
        Assert.All(couplings, c => Assert.Equal(12, c.Length));
        Assert.All(moved, c => Assert.Equal(8, c.Length));
        Assert.All(couplings[5], x => Assert.True(float.IsNaN(x)));
        Assert.All(couplings[6], x => Assert.True(float.IsFinite(x)));
    }

    private static SolveCouplingEstimator Solve(bool fixedSupports, bool? fixedSize = true, BadRowOutput bad = BadRowOutput.Throw)
    {
        var options = new SolveCouplingOptions { Epsilon = 0.02, Dimension = fixedSupports ? null : 2, FixedSizeOutputs = fixedSize, BadRowOutput = bad };
        if (fixedSupports)
            (options.SourceSupport, options.TargetSupport) = (Support.Grid(2, 2), Support.Grid(3, 1));
        return Context.SlicedOT().SolveCoupling(options);
    }

    private static void AssertSameAfterLoading(ITransformer model, IDataView view, string column)
    {
        string[] before = ViewSnapshot.Of(model.Transform(view), [column]);
        Assert.Equal(40, before.Length);
        Assert.Equal(before, ViewSnapshot.Of(SmallModels.Reload(Context, model, view.Schema).Transform(view), [column]));
    }

    private static IDataView View() => Context.Data.LoadFromEnumerable(Pairs());

    private static SizedPair[] Pairs()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 40).Select(k => new SizedPair
        {
            SourcePoints = [.. Enumerable.Range(0, 8).Select(_ => random.NextSingle())],
            TargetPoints = [.. Enumerable.Range(0, 6).Select(_ => random.NextSingle() + (k % 2))],
            SourceWeights = TestPairs.Weights(random, 4),
            TargetWeights = TestPairs.Weights(random, 3),
            Group = k % 2 == 0 ? "near" : "far",
        })];
    }

    private sealed class LargerPair
    {
        [VectorType(21, 2)]
        public float[] SourcePoints { get; set; } = [];

        [VectorType(21, 2)]
        public float[] TargetPoints { get; set; } = [];
    }

    private sealed class SizedPair
    {
        [VectorType(4, 2)]
        public float[] SourcePoints { get; set; } = [];

        [VectorType(3, 2)]
        public float[] TargetPoints { get; set; } = [];

        [VectorType(4)]
        public float[] SourceWeights { get; set; } = [];

        [VectorType(3)]
        public float[] TargetWeights { get; set; } = [];

        public string Group { get; set; } = "";
    }
}
