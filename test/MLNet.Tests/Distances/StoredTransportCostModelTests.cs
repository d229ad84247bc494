namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Models of costs, plans and embeddings saved by the first version of their formats stay loadable, and give the outputs they gave.</summary>
public class StoredTransportCostModelTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("points-cost.v1", "TransportCost", "IntervalHigh")]
    [InlineData("points-plan.v1", "TransportCost", "LowerBound")]
    public void AStoredModelStillGivesItsOutputs(string name, string first, string second) =>
        StoredModel.StillGives(Context, name, View(), 2e-5f, first, second);

    [Fact]
    public void AStoredEmbeddingStillGivesItsVectors()
    {
        ITransformer loaded = StoredModel.StillGives(Context, "measures-embedding.v1", Measures(), 2e-5f, "Vector");
        Assert.Equal((4, 2), Context.SlicedOT().RestoreEmbeddings(loaded).Select(e => (e.Embedding.Count, e.Embedding.Dimension)).Single());
    }

    /// <summary>Writes the files of the current format into a temporary directory; run by name, when the format moves on.</summary>
    [Fact(Explicit = true)]
    public void WriteTheStoredModelsAnew()
    {
        string directory = StoredModel.NewDirectory();
        IDataView view = View(), measures = Measures();
        StoredModel.Write(
            Context, directory, "points-cost.v1", TransportCostModels.Estimator(Context, "points", o => o.SolveWhenWider = 0.05).Fit(view), view, "TransportCost", "IntervalHigh");
        StoredModel.Write(
            Context, directory, "points-plan.v1", Context.SlicedOT().PlanCoupling("SourcePoints", "TargetPoints", "SourceWeights", "TargetWeights", 2).Fit(view), view,
            "TransportCost", "LowerBound");
        StoredModel.Write(
            Context, directory, "measures-embedding.v1",
            Context.SlicedOT().TransportEmbedding("Vector", "SourcePoints", "SourceWeights", 2, numberOfReferences: 4).Fit(measures), measures, "Vector");
    }

    private static IDataView View() => TestPairs.View(Context, "points", 60);

    private static IDataView Measures() => TestPairs.View(Context, "points", 20);
}
