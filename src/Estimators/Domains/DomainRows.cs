using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The rows of a view as a measure, with their labels.</summary>
internal sealed class DomainRows
{
    private DomainRows(DiscreteMeasure measure, float[]? labels, bool labelsAreKeys, long rows)
    {
        Measure = measure;
        Labels = labels;
        LabelsAreKeys = labelsAreKeys;
        Rows = rows;
    }

    /// <summary>Features and weights.</summary>
    public DiscreteMeasure Measure { get; }

    /// <summary>A label a row, or null.</summary>
    public float[]? Labels { get; }

    /// <summary>Whether labels are keys.</summary>
    public bool LabelsAreKeys { get; }

    /// <summary>Rows of the view.</summary>
    public long Rows { get; }

    /// <summary>The classes: their labels in order, and the class of each row.</summary>
    /// <exception cref="InvalidOperationException">There is one class, or so many that labels must be something else.</exception>
    public (float[] Labels, int[] Classes) Classes(string column)
    {
        const int Most = 1000;
        float[] distinct = [.. Labels!.Distinct().Order()];
        if (distinct.Length < 2)
            throw new InvalidOperationException($"Column '{column}' has {distinct.Length} different labels; at least two classes are needed.");
        if (distinct.Length > Most)
        {
            throw new InvalidOperationException(
                $"Column '{column}' has {distinct.Length} different labels; at most {Most} classes are told apart. Is it a measurement? Map it to classes, or take a map that reads no labels.");
        }

        return (distinct, Array.ConvertAll(Labels!, label => Array.BinarySearch(distinct, label)));
    }

    /// <summary>Reads a view; of more rows than asked for a sample is drawn (Vitter's reservoir), so memory is bounded.</summary>
    /// <param name="view">The view.</param>
    /// <param name="what">What a message calls it.</param>
    /// <param name="features">Column of features, checked by <see cref="FeatureColumn"/>.</param>
    /// <param name="weight">Column of weights, or null.</param>
    /// <param name="label">Column of labels, or null.</param>
    /// <param name="most">Rows to keep.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidDataException">A row cannot be used; the message names it.</exception>
    /// <exception cref="InvalidOperationException">There are too few rows.</exception>
    public static DomainRows Read(
        IDataView view, string what, string features, string? weight, string? label, int most, int seed, CancellationToken cancellationToken)
    {
        DataViewSchema.Column column = view.Schema[features];
        int d = ((VectorDataViewType)column.Type).Size;
        DataViewSchema.Column? weightColumn = weight is null ? null : Find(view.Schema, weight, what, "weights");
        DataViewSchema.Column? labelColumn = label is null ? null : Find(view.Schema, label, what, "labels");
        if (weightColumn is { } w && !w.Type.Equals(NumberDataViewType.Single))
            throw new ArgumentOutOfRangeException(nameof(view), $"Column '{weight}' of {what} has type {w.Type}; weights are Single. Use Transforms.Conversion.ConvertType before this step.");

        DataViewSchema.Column[] read = [.. new[] { column, weightColumn, labelColumn }.Where(c => c is not null).Select(c => c!.Value)];
        using DataViewRowCursor cursor = view.GetRowCursor(read);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(column);
        ValueGetter<float>? getWeight = weightColumn is { } wc ? cursor.GetGetter<float>(wc) : null;
        Func<float>? getLabel = labelColumn is { } lc ? LabelReader.Of(cursor, lc, what) : null;
        List<float[]> kept = [];
        List<double> weights = [];
        List<float> labels = [];
        var generator = new Random(seed);
        VBuffer<float> values = default;
        long rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int place = rows < most ? (int)rows : (int)Math.Min(generator.NextInt64(rows + 1), int.MaxValue);
            if (place >= most)
                continue;
            getFeatures(ref values);
            float[] row = values.Length == d ? [.. values.DenseValues()] : throw Bad(what, cursor.Position, $"column '{features}' has {values.Length} slots where its type promises {d}");
            int slot = Array.FindIndex(row, x => !float.IsFinite(x));
            if (slot >= 0)
                throw Bad(what, cursor.Position, FormattableString.Invariant($"column '{features}', slot {slot}, is {row[slot]}: put Transforms.ReplaceMissingValues or FilterRowsByMissingValues before this step"));
            float rowWeight = 1, rowLabel = 0;
            getWeight?.Invoke(ref rowWeight);
            if (!(rowWeight >= 0 && float.IsFinite(rowWeight)))
                throw Bad(what, cursor.Position, FormattableString.Invariant($"column '{weight}' is {rowWeight}: weights must be finite and not negative"));
            if (getLabel is not null)
                rowLabel = getLabel();
            if (getLabel is not null && !float.IsFinite(rowLabel))
                throw Bad(what, cursor.Position, $"column '{label}' has no label: leave such rows out by Transforms.FilterRowsByMissingValues");
            if (place == kept.Count)
            {
                kept.Add(row);
                weights.Add(rowWeight);
                labels.Add(rowLabel);
            }
            else
                (kept[place], weights[place], labels[place]) = (row, rowWeight, rowLabel);
        }

        const int Least = 5;
        if (kept.Count < Least || weights.Count(x => x > 0) < 2)
        {
            throw new InvalidOperationException(
                $"There are too few rows in {what}: {kept.Count}, {weights.Count(x => x > 0)} of them with positive weight. At least {Least} are needed, and some tens to be of use; collect more.");
        }

        var support = new Support([.. kept.SelectMany(x => x)], d);
        DiscreteMeasure measure = weight is null ? new DiscreteMeasure(support) : new DiscreteMeasure(support, weights.ToArray().AsSpan());
        return new DomainRows(measure, label is null ? null : [.. labels], labelColumn?.Type is KeyDataViewType, rows);
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name, string what, string contents) =>
        schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(
            nameof(schema), $"Could not find the column of {contents}, '{name}', in {what}, which has: {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}.");

    private static InvalidDataException Bad(string what, long row, string why) => new($"Row {row} (counted from 0) of {what} cannot be used: {why}.");
}
