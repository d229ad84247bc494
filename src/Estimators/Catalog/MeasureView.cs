using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The measures of a view, one a row.</summary>
internal static class MeasureView
{
    /// <summary>Reads all rows.</summary>
    /// <param name="view">The view.</param>
    /// <param name="pointsColumn">Its column of points, or of weights where <paramref name="support"/> is fixed.</param>
    /// <param name="weightsColumn">Its column of weights; null: "Weights" where there is one; empty: uniform.</param>
    /// <param name="dimension">The dimension; null to read it off the type.</param>
    /// <param name="support">Points that all rows share, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type, size or dimension.</exception>
    /// <exception cref="InvalidDataException">A row holds no measure.</exception>
    public static DiscreteMeasure[] Read(IDataView view, string pointsColumn, string? weightsColumn, int? dimension, Support? support)
    {
        ArgumentNullException.ThrowIfNull(view);
        string[] names = [.. view.Schema.Where(c => !c.IsHidden).Select(c => c.Name)];
        ColumnLayout layout = Layout(names, pointsColumn, weightsColumn, dimension, support);
        layout = SchemaCheck.ReadDimension(view.Schema, layout);
        SchemaCheck.Check(view.Schema, layout);
        DataViewSchema.Column? points = layout.SourcePoints is { } name ? view.Schema[name] : null, weights = layout.SourceWeights is { } other ? view.Schema[other] : null;
        using DataViewRowCursor cursor = view.GetRowCursor(new[] { points, weights }.Where(c => c is not null).Select(c => c!.Value));
        ValueGetter<VBuffer<float>>? getPoints = points is { } p ? cursor.GetGetter<VBuffer<float>>(p) : null;
        ValueGetter<VBuffer<float>>? getWeights = weights is { } w ? cursor.GetGetter<VBuffer<float>>(w) : null;
        var measures = new List<DiscreteMeasure>();
        VBuffer<float> pointValues = default, weightValues = default;
        while (cursor.MoveNext())
        {
            getPoints?.Invoke(ref pointValues);
            getWeights?.Invoke(ref weightValues);
            try
            {
                // A reader of its own: the measure outlives the row.
                var reader = new MeasureReader(support, layout.Dimension, layout.SourcePoints, layout.SourceWeights, WeightNormalization.Normalize);
                measures.Add(reader.Read(in pointValues, in weightValues));
            }
            catch (InvalidDataException error)
            {
                throw new InvalidDataException($"Row {cursor.Position} (counted from 0) holds no measure. {error.Message}", error);
            }
        }

        return [.. measures];
    }

    /// <summary>The layout of rows that are one measure: its columns are those of a source.</summary>
    public static ColumnLayout Layout(IReadOnlyCollection<string> names, string pointsColumn, string? weightsColumn, int? dimension, Support? support)
    {
        const string Usual = "Weights";
        string? weights = weightsColumn is null ? (names.Contains(Usual) || support is not null ? Usual : null) : weightsColumn.Length == 0 ? null : weightsColumn;
        return support is null
            ? new ColumnLayout(pointsColumn, null, weights, null, "", 0, 0, dimension ?? 0)
            : new ColumnLayout(null, null, weights ?? Usual, null, "", support.Count, support.Count, support.Dimension);
    }
}
