namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>The references of an embedding from a file, and its use without ML.NET.</summary>
internal sealed class RestoreEmbeddingsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView clouds = mlContext.Data.LoadFromEnumerable(
        [
            new Shape { Points = [0, 0, 1, 0, 0, 1] }, new Shape { Points = [5, 5, 6, 5] }, new Shape { Points = [0, 1, 1, 1, 0, 2, 1, 2] },
        ]);
        using var file = new MemoryStream();
        mlContext.Model.Save(mlContext.SlicedOT().TransportEmbedding(dimension: 2, numberOfReferences: 2).Fit(clouds), clouds.Schema, file);
        file.Position = 0;

        MeasureEmbedding embedding = mlContext.SlicedOT().RestoreEmbeddings(mlContext.Model.Load(file, out _)).Single().Embedding;
        var distances = new float[embedding.Count];
        embedding.Embed(new DiscreteMeasure(new Support([0f, 0, 1, 1], dimension: 2)), distances);
        output.WriteLine($"W2 to the references about {string.Join(" and ", distances.Select(x => $"{x:F2}"))}");
    }

    private sealed class Shape
    {
        public float[] Points { get; set; } = [];
    }
}
