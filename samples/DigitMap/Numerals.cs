using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DigitMap;

/// <summary>Tells numerals apart by an ML.NET trainer: from raw pixels, and from the distances of each digit to some digits of the training set.</summary>
internal static class Numerals
{
    private const int Tested = 600, References = 100;
    private static readonly int[] Trained = [50, 200, 1000];

    /// <summary>Prints accuracies on digits that no training set holds, as they are and moved by up to three pixels each way.</summary>
    public static void Run(Digits digits, int seed)
    {
        var context = new MLContext(1);
        var random = new Random(seed);
        LabelledDigit[] test = [.. Enumerable.Range(digits.Count - Tested, Tested).Select(i => Row(digits, i, 0, 0))];
        LabelledDigit[] moved = [.. Enumerable.Range(digits.Count - Tested, Tested).Select(i => Row(digits, i, random.Next(-3, 4), random.Next(-3, 4)))];
        var support = Support.Grid(digits.Rows, digits.Columns);
        Console.WriteLine(TextTable.ToText(
            ["training digits", "pixels", "embedding", "both", "moved: pixels", "embedding", "both"],
            Trained.Where(count => count <= digits.Count - Tested).Select(count =>
            {
                IDataView training = context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => Row(digits, i, 0, 0)).ToArray());
                IEstimator<ITransformer> embedding = context.SlicedOT().TransportEmbedding("Distances", support: support, numberOfReferences: Math.Min(References, count));
                ITransformer[] models =
                [
                    Trainer(context, context.Transforms.CopyColumns("Features", nameof(LabelledDigit.Weights))).Fit(training),
                    Trainer(context, embedding.Append(context.Transforms.CopyColumns("Features", "Distances"))).Fit(training),
                    Trainer(context, embedding.Append(context.Transforms.Concatenate("Features", nameof(LabelledDigit.Weights), "Distances"))).Fit(training),
                ];
                return (string[])[$"{count}", .. models.Select(m => Accuracy(context, m, test)), .. models.Select(m => Accuracy(context, m, moved))];
            })));
    }

    private static IEstimator<ITransformer> Trainer(MLContext context, IEstimator<ITransformer> features) => features
        .Append(context.Transforms.NormalizeMeanVariance("Features", fixZero: false))
        .AppendCacheCheckpoint(context)
        .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l2Regularization: 1));

    private static string Accuracy(MLContext context, ITransformer model, LabelledDigit[] rows) =>
        model.Transform(context.Data.LoadFromEnumerable(rows)).GetColumn<uint>("PredictedLabel")
            .Zip(rows, (predicted, row) => predicted == row.Label + 1 ? 1.0 : 0.0).Average().ToString("P1", CultureInfo.InvariantCulture);

    /// <summary>A digit, its ink moved by whole pixels; what leaves the picture is lost.</summary>
    private static LabelledDigit Row(Digits digits, int i, int right, int down)
    {
        var weights = new float[digits.Rows * digits.Columns];
        for (int y = 0; y < digits.Rows; y++)
        {
            for (int x = 0; x < digits.Columns; x++)
            {
                (int u, int v) = (x - right, y - down);
                if (u >= 0 && u < digits.Columns && v >= 0 && v < digits.Rows)
                    weights[(y * digits.Columns) + x] = digits.Weights[i][(v * digits.Columns) + u];
            }
        }

        return new LabelledDigit { Weights = weights, Label = digits.Labels[i] };
    }
}

/// <summary>A row of the data with the numeral it shows: 0, 1, … in a row class, stored from 1 on.</summary>
internal sealed class LabelledDigit
{
    [VectorType(784)]
    public float[] Weights { get; set; } = [];

    [KeyType(10)]
    public uint Label { get; set; }
}
