using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A model's predictions for the rows of a view, comparable between models of one trainer.</summary>
internal sealed class Predictions
{
    private Predictions(double[][] probabilities, int[] answers)
    {
        Probabilities = probabilities;
        Answers = answers;
    }

    /// <summary>A probability a class for each row.</summary>
    public double[][] Probabilities { get; }

    /// <summary>The most probable class of each row.</summary>
    public int[] Answers { get; }

    /// <summary>Reads scores, or predicted labels where there are none.</summary>
    /// <param name="view">What a model returned.</param>
    /// <param name="options">The columns' names.</param>
    /// <param name="labels">The label of each class, in order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that says no class.</exception>
    public static Predictions Read(IDataView view, ChooseAdaptationOptions options, float[] labels)
    {
        DataViewSchema.Column? score = view.Schema.GetColumnOrNull(options.ScoreColumnName);
        DataViewSchema.Column? probability = view.Schema.GetColumnOrNull("Probability");
        double[][] rows = score?.Type is VectorDataViewType { ItemType: var item } && item.Equals(NumberDataViewType.Single)
            ? [.. view.GetColumn<float[]>(options.ScoreColumnName).Select(Normalize)]
            : labels.Length == 2 && probability?.Type.Equals(NumberDataViewType.Single) == true
                ? [.. view.GetColumn<float>("Probability").Select(p => (double[])[1 - (double)p, p])]
                : [.. PredictedLabels(view, options).Select(label => Certain(Array.BinarySearch(labels, label), labels.Length))];
        return new Predictions(rows, [.. rows.Select(row => Array.IndexOf(row, row.Max()))]);
    }

    /// <summary>The mean probability that <paramref name="average"/> gives to these answers.</summary>
    public double Agreement(double[][] average) => Answers.Select((answer, i) => average[i][answer]).Average();

    /// <summary>The mean of several models' probabilities.</summary>
    public static double[][] Average(IReadOnlyList<Predictions> several) =>
        [.. Enumerable.Range(0, several[0].Answers.Length).Select(i => Enumerable.Range(0, several[0].Probabilities[i].Length).Select(c => several.Average(p => p.Probabilities[i][c])).ToArray())];

    /// <summary>The predicted labels as numbers.</summary>
    public static List<float> PredictedLabels(IDataView view, ChooseAdaptationOptions options) => Labels(view, options.PredictedLabelColumnName);

    /// <summary>A column of labels as numbers.</summary>
    public static List<float> Labels(IDataView view, string name)
    {
        DataViewSchema.Column column = view.Schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(
            nameof(view), $"The trainer's model gives no column '{name}'. Give the name of its predictions in the options, or a trainer of classes.");
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        Func<float> read = LabelReader.Of(cursor, column, "the predictions");
        List<float> labels = [];
        while (cursor.MoveNext())
            labels.Add(read());
        return labels;
    }

    /// <summary>Probabilities as they are; scores that are none through a softmax.</summary>
    private static double[] Normalize(float[] scores)
    {
        double sum = scores.Sum(s => (double)s);
        if (scores.All(s => s >= 0) && sum is > 0.5 and < 1.5)
            return [.. scores.Select(s => s / sum)];
        double largest = scores.Max();
        double[] powers = [.. scores.Select(s => Math.Exp(s - largest))];
        double total = powers.Sum();
        return [.. powers.Select(p => p / total)];
    }

    private static double[] Certain(int answer, int classes)
    {
        var row = new double[classes];
        if (answer >= 0)
            row[answer] = 1;
        return row;
    }
}
