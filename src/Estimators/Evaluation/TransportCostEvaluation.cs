namespace Microsoft.ML.SlicedOT;

/// <summary>One pass over predicted costs.</summary>
internal static class TransportCostEvaluation
{
    private const double HighPercentile = 0.95;

    public static TransportCostMetrics Evaluate(IDataView view, string? label, string prefix)
    {
        string[] names = [.. ((string[])["TransportCost", "LowerBound", "UpperBound", "IntervalLow", "IntervalHigh"]).Select(n => prefix + n)];
        if (label is not null)
            names = [.. names, label];
        string[] flags = [prefix + "UnlikeTraining", prefix + "Solved"];
        using DataViewRowCursor cursor = view.GetRowCursor([.. names.Concat(flags).Select(n => Find(view.Schema, n))]);
        ValueGetter<float>[] numbers = [.. names.Select(n => Getter<float>(cursor, n))];
        ValueGetter<bool>[] marks = [.. flags.Select(n => Getter<bool>(cursor, n))];
        long rows = 0, bad = 0, unlike = 0, solved = 0, covered = 0, outside = 0;
        double cost = 0, width = 0;
        var errors = new List<double>();
        var values = new double[names.Length];
        while (cursor.MoveNext())
        {
            float number = 0;
            for (int k = 0; k < values.Length; k++)
            {
                numbers[k](ref number);
                values[k] = number;
            }

            if (double.IsNaN(values[0]))
            {
                bad++;
                continue;
            }

            rows++;
            cost += values[0];
            width += values[2] > 0 ? (values[2] - values[1]) / values[2] : 0;
            unlike += Read(marks[0]);
            solved += Read(marks[1]);
            if (label is null)
                continue;
            double exact = values[5];
            errors.Add(values[0] == exact ? 0 : Math.Abs(values[0] - exact) / Math.Abs(exact));

            // A label in single precision may be off by half a unit in its last place.
            double slack = 1e-6 * Math.Abs(exact);
            covered += exact >= values[3] - slack && exact <= values[4] + slack ? 1 : 0;
            outside += exact < values[1] - slack || exact > values[2] + slack ? 1 : 0;
        }

        if (rows == 0)
            throw new InvalidOperationException(bad == 0 ? "There are no rows to evaluate." : $"All {bad} rows held no pair; there is nothing to evaluate.");
        errors.Sort();
        return new TransportCostMetrics
        {
            Pairs = rows,
            BadRows = bad,
            TransportCost = cost / rows,
            RelativeWidth = width / rows,
            PairsSolved = solved,
            PairsUnlikeTraining = unlike,
            RelativeError = label is null ? null : errors.Average(),
            RelativeErrorPercentile95 = label is null ? null : errors[Math.Min(errors.Count - 1, (int)(HighPercentile * errors.Count))],
            IntervalCoverage = label is null ? null : (double)covered / rows,
            OutsideBounds = label is null ? null : outside,
        };
    }

    private static int Read(ValueGetter<bool> getter)
    {
        bool value = false;
        getter(ref value);
        return value ? 1 : 0;
    }

    private static ValueGetter<T> Getter<T>(DataViewRowCursor cursor, string name)
    {
        DataViewSchema.Column column = Find(cursor.Schema, name);
        return column.Type.RawType == typeof(T)
            ? cursor.GetGetter<T>(column)
            : throw new ArgumentOutOfRangeException(
                nameof(name), $"Column '{name}' has the type {column.Type} where {typeof(T).Name} is expected. Give the prefix the predictions were given, and as label a column of Single.");
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(
            nameof(name),
            $"Could not find column '{name}' among the predictions. Give the view that a transport cost transformer returned, and the prefix it was given.");
}

/// <summary>Averages over the rows of an evaluation of predicted transport costs.</summary>
public sealed record TransportCostMetrics
{
    /// <summary>Number of pairs.</summary>
    public required long Pairs { get; init; }

    /// <summary>Number of rows that held no pair, which nothing below counts.</summary>
    public required long BadRows { get; init; }

    /// <summary>Mean predicted cost.</summary>
    public required double TransportCost { get; init; }

    /// <summary>Mean of (upper bound - lower bound) / upper bound.</summary>
    public required double RelativeWidth { get; init; }

    /// <summary>Pairs that were solved because their bounds were too far apart.</summary>
    public required long PairsSolved { get; init; }

    /// <summary>Pairs that are unlike the training pairs.</summary>
    public required long PairsUnlikeTraining { get; init; }

    /// <summary>Mean of |cost - label| / label; null without a label.</summary>
    public double? RelativeError { get; init; }

    /// <summary>The 95th percentile of the same; null without a label.</summary>
    public double? RelativeErrorPercentile95 { get; init; }

    /// <summary>The share of pairs whose label is in the interval: 0.9 is what it was made for; null without a label.</summary>
    public double? IntervalCoverage { get; init; }

    /// <summary>Pairs whose label is outside the proven bounds: 0, unless the labels are not what is predicted; null without a label.</summary>
    public long? OutsideBounds { get; init; }
}

/// <summary>All outputs of a transport cost transformer without a prefix: an output class for <c>PredictionEngine</c> and <c>CreateEnumerable</c>.</summary>
public class TransportCostPrediction
{
    /// <summary>The predicted cost in squared coordinates, between the bounds; of pairs that were solved, the solution.</summary>
    public float TransportCost { get; set; }

    /// <summary>At most the cost: proven for this pair.</summary>
    public float LowerBound { get; set; }

    /// <summary>At least the cost: proven for this pair.</summary>
    public float UpperBound { get; set; }

    /// <summary>
    /// Of pairs like the training pairs, 90 % have their cost between this and <see cref="IntervalHigh"/>; the proven bounds where fewer than nine pairs were
    /// learned from.
    /// </summary>
    public float IntervalLow { get; set; }

    /// <summary>The upper end of that interval.</summary>
    public float IntervalHigh { get; set; }

    /// <summary>
    /// Whether the pair's bounds are unlike those of 99 % of the training pairs, so that the 90 % interval says little; never with fewer than fifty of them.
    /// </summary>
    public bool UnlikeTraining { get; set; }

    /// <summary>Whether the pair was solved because its proven bounds were further apart than the tolerance.</summary>
    public bool Solved { get; set; }
}
