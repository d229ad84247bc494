using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class PersistenceTests
{
    public static TheoryData<string> Models => SmallModels.All;

    [Theory]
    [MemberData(nameof(Models))]
    public void LoadedModelGivesTheSameBits(string name)
    {
        var context = new MLContext(1);
        IDataView view = TestPairs.View(context, name);
        CouplingTransformer fitted = SmallModels.Estimator(context, name).Fit(view);
        string[] expected = ViewSnapshot.Of(fitted.Transform(view));

        var fresh = new MLContext(2);
        ITransformer loaded = SmallModels.Reload(fresh, fitted, view.Schema);
        Assert.Equal(expected, ViewSnapshot.Of(loaded.Transform(view)));

        ITransformer again = SmallModels.Reload(new MLContext(3), loaded, view.Schema);
        Assert.Equal(expected, ViewSnapshot.Of(again.Transform(view)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void PromisedSchemaIsTheDeliveredOneBeforeAndAfterLoading(string name)
    {
        var context = new MLContext(1);
        IDataView view = TestPairs.View(context, name);
        CouplingEstimatorBase estimator = SmallModels.Estimator(context, name, o => o.OutputColumnPrefix = "My");
        CouplingTransformer fitted = estimator.Fit(view);
        IDataView output = fitted.Transform(view);
        string[] delivered = ViewSnapshot.Schema(output.Schema);

        Assert.Equal(delivered, ViewSnapshot.Schema(fitted.GetOutputSchema(view.Schema)));
        ITransformer loaded = SmallModels.Reload(context, fitted, view.Schema);
        Assert.Equal(delivered, ViewSnapshot.Schema(loaded.GetOutputSchema(view.Schema)));
        Assert.Equal(delivered, ViewSnapshot.Schema(loaded.Transform(view).Schema));

        SchemaShape promised = estimator.GetOutputSchema(ShapeOf(context, view));
        Assert.Equal(
            output.Schema.Where(c => !c.IsHidden).Select(c => $"{c.Name}: {Describe(c.Type)}").Order(StringComparer.Ordinal),
            promised.Select(c => $"{c.Name}: {c.Kind} of {c.ItemType}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(output.Schema, c => c.Name.StartsWith("SlicedOT.", StringComparison.Ordinal));
    }

    [Fact]
    public void FixedSupportsGiveOutputsOfFixedSize()
    {
        var context = new MLContext(1);
        IDataView view = TestPairs.View(context, "images/solve");
        DataViewSchema schema = SmallModels.Estimator(context, "images/solve").Fit(view).GetOutputSchema(view.Schema);
        Assert.Equal(12, ((VectorDataViewType)schema["SourcePotential"].Type).Size);
        Assert.Equal(12, ((VectorDataViewType)schema["TargetPotential"].Type).Size);
        Assert.Equal(24, ((VectorDataViewType)schema["TransportedSource"].Type).Size);
        Assert.Equal(144, ((VectorDataViewType)schema["Coupling"].Type).Size);
    }

    /// <summary>The shape ML.NET gives a pipeline: an estimator that changes nothing hands on its input's.</summary>
    internal static SchemaShape ShapeOf(MLContext context, IDataView view)
    {
        SchemaShape? shape = null;
        new EstimatorChain<ITransformer>().Append(new ShapeProbe(context, s => shape = s)).Fit(view);
        return shape!;
    }

    private static string Describe(DataViewType type) => type is VectorDataViewType vector
        ? $"{(vector.IsKnownSize ? "Vector" : "VariableVector")} of {vector.ItemType}"
        : $"Scalar of {type}";

    private sealed class ShapeProbe(MLContext context, Action<SchemaShape> seen) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => context.Transforms.CopyColumns("Copy", input.Schema[0].Name).Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            seen(inputSchema);
            return inputSchema;
        }
    }
}
