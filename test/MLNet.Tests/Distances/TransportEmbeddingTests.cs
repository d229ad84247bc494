using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class TransportEmbeddingTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void ATrainerTellsRingsFromClouds()
    {
        // Both have mean 0 and the same covariance.
        IDataView training = Context.Data.LoadFromEnumerable(Shapes(60, seed: 1)), test = Context.Data.LoadFromEnumerable(Shapes(40, seed: 2));
        ITransformer model = new EstimatorChain<ITransformer>()
            .Append(Context.SlicedOT().TransportEmbedding(dimension: 2, numberOfReferences: 12))
            .Append(Context.BinaryClassification.Trainers.LbfgsLogisticRegression(nameof(Shape.Label)))
            .Fit(training);
        ITransformer loaded = SmallModels.Reload(new MLContext(5), model, training.Schema);
        Assert.InRange(Context.BinaryClassification.Evaluate(loaded.Transform(test), nameof(Shape.Label)).Accuracy, 0.9, 1);
    }

    [Fact]
    public void VectorsAreDistancesOfFixedSizeBeforeAndAfterLoading()
    {
        IDataView view = Context.Data.LoadFromEnumerable(Shapes(20, seed: 3));
        EmbeddingTransformer fitted = Context.SlicedOT().TransportEmbedding("Vector", dimension: 2, numberOfReferences: 5).Fit(view);
        ITransformer loaded = SmallModels.Reload(Context, fitted, view.Schema);
        IDataView before = fitted.Transform(view), after = loaded.Transform(view);
        Assert.Equal(5, ((VectorDataViewType)before.Schema["Vector"].Type).Size);
        Assert.Equal(5, ((VectorDataViewType)after.Schema["Vector"].Type).Size);
        float[][] vectors = [.. before.GetColumn<float[]>("Vector")];
        Assert.Equal(vectors, after.GetColumn<float[]>("Vector"));
        EmbeddingTransformer restored = Context.SlicedOT().RestoreEmbeddings(loaded).Single();
        Assert.Equal(vectors, restored.Transform(view).GetColumn<float[]>("Vector"));
        Assert.Equal(fitted.Embedding.RelativeError, restored.Embedding.RelativeError);
        Assert.Empty(Context.SlicedOT().RestorePlans(loaded));

        // The first row is the first reference.
        Assert.Equal(0, vectors[0][0], 1e-3f);
        TransportCostMatrix exact = Context.SlicedOT().TransportCosts(view, dimension: 2, options: new TransportCostsOptions { Tier = TransportCostTier.Exact });
        for (int i = 1; i < 20; i++)
            Assert.InRange(vectors[i][0], 0.6 * Math.Sqrt(exact[0, i]), 1.6 * Math.Sqrt(exact[0, i]));
    }

    [Fact]
    public void WeightsOnASharedSupportAreEmbeddedToo()
    {
        var random = new Random(3);
        IDataView view = Context.Data.LoadFromEnumerable<Image>([.. Enumerable.Range(0, 8).Select(_ => new Image { Weights = TestPairs.Weights(random, 12) })]);
        EmbeddingTransformer fitted = Context.SlicedOT().TransportEmbedding(support: Support.Grid(4, 3), numberOfReferences: 4).Fit(view);
        float[][] vectors = [.. fitted.Transform(view).GetColumn<float[]>("Features")];
        Assert.Equal(vectors, SmallModels.Reload(Context, fitted, view.Schema).Transform(view).GetColumn<float[]>("Features"));
        Assert.All(vectors, v => Assert.Equal(4, v.Length));
        Assert.ThrowsAny<ArgumentException>(() => Context.SlicedOT().TransportEmbedding(support: Support.Grid(4, 3), numberOfReferences: 9).Fit(view));
    }

    private static Shape[] Shapes(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(k => new Shape
        {
            Label = k % 2 == 0,
            Points = [.. Enumerable.Range(0, 30).SelectMany(_ =>
            {
                double angle = 2 * Math.PI * random.NextDouble(), radius = k % 2 == 0 ? 1 : Math.Sqrt(-Math.Log(1 - random.NextDouble()));
                return new[] { (float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)) };
            })],
        })];
    }

    private sealed class Shape
    {
        public float[] Points { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Image
    {
        public float[] Weights { get; set; } = [];
    }
}
