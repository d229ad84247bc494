using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One row with mapped columns, as a prediction engine uses it.</summary>
internal sealed class MappedRow(DataViewRow input, ColumnBindings bindings, Delegate?[] added) : DataViewRow
{
    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => bindings.Output;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column)
        => bindings.IsInput(column.Index, out int index) ? input.IsColumnActive(input.Schema[index]) : added[index] is not null;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (bindings.IsInput(column.Index, out int index))
            return input.GetGetter<TValue>(input.Schema[index]);
        Check.State(added[index] is not null);
        return Getters.Typed<TValue>(added[index]!);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
