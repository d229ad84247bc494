using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Columns of numbers as one vector of features, with a name each.</summary>
internal sealed class DriftColumns
{
    /// <summary>The joined features.</summary>
    public const string Joined = ReservedColumns.Features;

    private readonly string[] _columns;

    private DriftColumns(string[] columns, string[] names)
    {
        _columns = columns;
        Names = names;
    }

    /// <summary>A name a feature: the column's, and the slot's for vectors.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Finds the columns and checks that both views have them alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, holds no numbers, or differs in size.</exception>
    public static DriftColumns Find(DataViewSchema reference, DataViewSchema current, string[]? names, string? weight)
    {
        string[] columns = names ?? [.. reference.Where(c => !c.IsHidden && c.Name != weight && Size(c.Type) > 0).Select(c => c.Name)];
        if (columns.Length == 0)
            throw new ArgumentOutOfRangeException(nameof(reference), "The reference has no columns of numbers; encode categories by Transforms.Categorical.OneHotEncoding.");
        List<string> features = [];
        foreach (string name in columns)
        {
            DataViewSchema.Column column = Get(reference, name, "the reference");
            int size = Size(column.Type), other = Size(Get(current, name, "the current view").Type);
            if (size == 0 || other == 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(reference),
                    $"Column '{name}' has type {(size == 0 ? column.Type : current[name].Type)}; numbers, booleans and vectors of Single of known size are compared. "
                    + "Encode categories by Transforms.Categorical.OneHotEncoding, text by Transforms.Text.FeaturizeText.");
            }

            if (size != other)
                throw new ArgumentOutOfRangeException(nameof(current), $"Column '{name}' has {size} slots in the reference and {other} in the current view; both must hold the same features.");
            features.AddRange(NamesOf(column, size));
        }

        return new DriftColumns(columns, [.. features]);
    }

    /// <summary>The view with the features joined in <see cref="Joined"/>.</summary>
    public IDataView Join(MLContext context, IDataView view)
    {
        var chain = new EstimatorChain<ITransformer>();
        List<string> parts = [];
        for (int k = 0; k < _columns.Length; k++)
        {
            string part = _columns[k];
            if (!IsSingle(view.Schema[part].Type))
            {
                part = $"{ReservedColumns.Prefix}{k}";
                chain = chain.Append<ITransformer>(context.Transforms.Conversion.ConvertType(part, _columns[k], DataKind.Single));
            }

            parts.Add(part);
        }

        return chain.Append<ITransformer>(context.Transforms.Concatenate(Joined, [.. parts])).Fit(view).Transform(view);
    }

    private static DataViewSchema.Column Get(DataViewSchema schema, string name, string what) => schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(
        nameof(schema), $"Could not find column '{name}' in {what}, which has: {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}.");

    private static bool IsSingle(DataViewType type) => (type is VectorDataViewType vector ? vector.ItemType : type).Equals(NumberDataViewType.Single);

    /// <summary>The number of features a column holds, 0 where it cannot be compared.</summary>
    private static int Size(DataViewType type) => type switch
    {
        VectorDataViewType { IsKnownSize: true } vector when vector.ItemType.Equals(NumberDataViewType.Single) => vector.Size,
        NumberDataViewType or BooleanDataViewType => 1,
        _ => 0,
    };

    private static IEnumerable<string> NamesOf(DataViewSchema.Column column, int size)
    {
        if (column.Type is not VectorDataViewType)
            return [column.Name];
        VBuffer<ReadOnlyMemory<char>> slots = default;
        if (column.HasSlotNames())
            column.GetSlotNames(ref slots);
        ReadOnlyMemory<char>[] names = slots.Length == size ? [.. slots.DenseValues()] : new ReadOnlyMemory<char>[size];
        return names.Select((name, slot) => name.IsEmpty ? FormattableString.Invariant($"{column.Name}[{slot}]") : name.ToString());
    }
}
