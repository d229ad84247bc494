using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor over rows that other threads have computed.</summary>
internal sealed class BatchCursor(BatchLayout layout, Func<RowBatch?> takeNext, Action close) : RootCursor
{
    private readonly BatchColumn.Reader[] _readers = layout.CreateReaders();
    private long _batch = -1;
    private int _index = -1;
    private int _count;

    public override long Batch => _batch;

    public override DataViewSchema Schema => layout.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => layout.IndexOf(column) >= 0;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_readers[^1].Getter;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        int index = layout.IndexOf(column);
        Check.Parameter(index >= 0, nameof(column), "requested column not active.");
        return Getters.Typed<TValue>(_readers[index].Getter);
    }

    protected override bool MoveNextCore()
    {
        if (++_index >= _count)
        {
            if (takeNext() is not RowBatch next)
                return false;
            Array[] columns = next.Columns;
            for (int i = 0; i < columns.Length; i++)
                _readers[i].Set(columns[i]);
            _batch = next.Id;
            _count = next.Count;
            _index = 0;
        }

        foreach (BatchColumn.Reader reader in _readers)
            reader.Index = _index;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsDisposed)
        {
            foreach (BatchColumn.Reader reader in _readers)
                reader.Set(null);
            close();
        }

        base.Dispose(disposing);
    }
}
