using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Clouds as vectors: their distances to three of them. Any trainer that takes features takes these.</summary>
internal sealed class TransportEmbeddingExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView clouds = mlContext.Data.LoadFromEnumerable(
        [
            new Shape { Points = [0, 0, 1, 0, 0, 1] }, new Shape { Points = [5, 5, 6, 5] },
            new Shape { Points = [0, 1, 1, 1, 0, 2, 1, 2] }, new Shape { Points = [5, 4, 6, 6] },
        ]);

        IDataView vectors = mlContext.SlicedOT().TransportEmbedding(dimension: 2, numberOfReferences: 3).Fit(clouds).Transform(clouds);
        foreach (float[] features in vectors.GetColumn<float[]>("Features"))
            output.WriteLine(string.Join("  ", features.Select(x => $"{x,6:F2}")));
    }

    private sealed class Shape
    {
        public float[] Points { get; set; } = [];
    }
}
