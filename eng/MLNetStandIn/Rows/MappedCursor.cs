using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor over a view with mapped columns.</summary>
internal sealed class MappedCursor(DataViewRowCursor input, ColumnBindings bindings, bool[] active, Delegate?[] added)
    : SynchronizedCursor(input)
{
    public override DataViewSchema Schema => bindings.Output;

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Check.State(column.Index < active.Length);
        return active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Check.State(IsColumnActive(column));
        return bindings.IsInput(column.Index, out int index)
            ? Input.GetGetter<TValue>(Input.Schema[index])
            : Getters.Typed<TValue>(added[index]!);
    }
}
