namespace Microsoft.ML.Data;

/// <summary>Which columns of a cursor's rows travel between threads: the active ones, and the row's id at the end.</summary>
internal sealed class BatchLayout
{
    private readonly DataViewSchema.Column[] _active;
    private readonly BatchColumn[] _columns;

    public BatchLayout(DataViewRowCursor input)
    {
        Schema = input.Schema;
        _active = [.. Schema.Where(input.IsColumnActive)];
        _columns = [.. _active.Select(c => c.Type.RawType).Append(typeof(DataViewRowId)).Select(BatchColumn.Create)];
    }

    public DataViewSchema Schema { get; }

    public BatchColumn.Writer[] CreateWriters(DataViewRowCursor input)
        => [.. _active.Select(c => Getters.OfColumn(input, c)).Append(input.GetIdGetter())
            .Select((getter, i) => _columns[i].CreateWriter(getter))];

    public BatchColumn.Reader[] CreateReaders() => [.. _columns.Select(c => c.CreateReader())];

    /// <summary>The place of a column among the readers, or -1 if it is not active.</summary>
    public int IndexOf(DataViewSchema.Column column) => Array.FindIndex(_active, c => c.Index == column.Index);
}
