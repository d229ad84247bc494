using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Runs a user's mapping once a row, when the first of its outputs is read.</summary>
internal sealed class CustomMapper<TSrc, TDst>(Action<TSrc, TDst> map, RowReader<TSrc> reader, RowShape outputShape) : IRowMapper
    where TSrc : class, new()
    where TDst : class, new()
{
    public DataViewSchema.DetachedColumn[] OutputColumns
        => [.. outputShape.Schema.Select(c => new DataViewSchema.DetachedColumn(c))];

    public void MarkDependencies(bool[] activeOutputs, bool[] neededInputs)
    {
        if (!activeOutputs.Contains(true))
            return;
        foreach (DataViewSchema.Column column in reader.Columns)
            neededInputs[column.Index] = true;
    }

    public Delegate?[] CreateGetters(DataViewRow input, bool[] activeOutputs)
    {
        var getters = new Delegate?[activeOutputs.Length];
        if (!activeOutputs.Contains(true))
            return getters;

        // One source and one destination object serve all rows of this cursor.
        var source = new TSrc();
        var destination = new TDst();
        var output = new ObjectRow<TDst>(outputShape);
        Action<TSrc> fill = reader.Bind(input);
        long served = -1;
        Action refresh = () =>
        {
            if (served == input.Position)
                return;
            fill(source);
            map(source, destination);
            output.MoveTo(destination);
            served = input.Position;
        };

        foreach (DataViewSchema.Column column in output.Schema)
        {
            if (activeOutputs[column.Index])
                getters[column.Index] = Generic.Call<Delegate>(
                    typeof(CustomMapper<TSrc, TDst>), nameof(RefreshThenGet), [column.Type.RawType], output, column, refresh);
        }

        return getters;
    }

    private static ValueGetter<T> RefreshThenGet<T>(DataViewRow output, DataViewSchema.Column column, Action refresh)
    {
        var getter = output.GetGetter<T>(column);
        return (ref T value) =>
        {
            refresh();
            getter(ref value);
        };
    }
}
