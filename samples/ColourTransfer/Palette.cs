using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Samples.Shared;

namespace ColourTransfer;

/// <summary>The colours of a picture, and how much of each there is.</summary>
internal sealed record Palette(string Name, float[] Colours, float[] Weights)
{
    public static Palette Read(string folder, string name)
    {
        var table = CsvTable.Read(Path.Combine(folder, "palettes", name + ".csv"));
        int[] channels = [table.Column("r"), table.Column("g"), table.Column("b")];
        int weight = table.Column("weight");
        float[] colours = new float[3 * table.Count], weights = new float[table.Count];
        for (int row = 0; row < table.Count; row++)
        {
            for (int k = 0; k < 3; k++)
                colours[(3 * row) + k] = table.Number(row, channels[k]);
            weights[row] = table.Number(row, weight);
        }

        return new Palette(name, colours, weights);
    }

    /// <summary>The palette of a picture: its colours where they are few, else k-means over some of its pixels.</summary>
    public static Palette Of(string name, Picture picture)
    {
        const int MostColours = 500, MostPixels = 6_000, Iterations = 10;
        var random = new Random(1);
        int pixels = picture.Width * picture.Height;
        Colour[] colours = [.. Enumerable.Range(0, Math.Min(MostPixels, pixels))
            .Select(_ => 4 * random.Next(pixels))
            .GroupBy(pixel => (picture.Pixels[pixel], picture.Pixels[pixel + 1], picture.Pixels[pixel + 2]))
            .Select(group => new Colour { Features = [group.Key.Item1 / 255f, group.Key.Item2 / 255f, group.Key.Item3 / 255f], Weight = group.Count() })];
        if (colours.Length <= MostColours)
            return new Palette(name, [.. colours.SelectMany(colour => colour.Features)], [.. colours.Select(colour => colour.Weight)]);

        MLContext context = new(1);
        IDataView view = context.Data.LoadFromEnumerable(colours);
        ClusteringPredictionTransformer<KMeansModelParameters> model = context.Clustering.Trainers.KMeans(new KMeansTrainer.Options
        {
            NumberOfClusters = MostColours,
            MaximumNumberOfIterations = Iterations,
            InitializationAlgorithm = KMeansTrainer.InitializationAlgorithm.KMeansPlusPlus,
            ExampleWeightColumnName = nameof(Colour.Weight),
            NumberOfThreads = 1,
        }).Fit(view);
        VBuffer<float>[] centroids = [];
        model.Model.GetClusterCentroids(ref centroids, out _);
        var weights = new float[MostColours];
        foreach ((uint cluster, Colour colour) in model.Transform(view).GetColumn<uint>("PredictedLabel").Zip(colours))
            weights[cluster - 1] += colour.Weight;
        return new Palette(name, [.. centroids.SelectMany(centroid => centroid.DenseValues())], weights);
    }

    private sealed class Colour
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Weight { get; set; }
    }
}
