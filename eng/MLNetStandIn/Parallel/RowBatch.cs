namespace Microsoft.ML.Data;

/// <summary>Consecutive rows, or the exception that ended them.</summary>
internal sealed class RowBatch
{
    private readonly Array[] _columns = [];
    private readonly Exception? _error;

    public RowBatch(long id, int count, Array[] columns)
    {
        Id = id;
        Count = count;
        _columns = columns;
    }

    public RowBatch(Exception error) => _error = error;

    public long Id { get; }

    public int Count { get; }

    public Array[] Columns => _error is null
        ? _columns
        : throw new InvalidOperationException("Splitter/consolidator worker encountered exception while consuming source data", _error);
}
