namespace Microsoft.ML.Data;

/// <summary>Some columns of a view.</summary>
internal sealed class SelectedDataView(IDataView source, DataViewSchema.Column[] columns) : IDataView, IRowToRowMapper
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema { get; } = DataViewSchema.Of(columns.Select(c => new DataViewSchema.DetachedColumn(c)));

    public DataViewSchema InputSchema => source.Schema;

    public DataViewSchema OutputSchema => Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = Schema.Mask(columnsNeeded);
        return new Cursor(this, source.GetRowCursor(InputFor(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = Schema.Mask(columnsNeeded);
        return [.. source.GetRowCursorSet(InputFor(active), n, rand).Select(input => new Cursor(this, input, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => InputFor(Schema.Mask(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(this, input);

    private IEnumerable<DataViewSchema.Column> InputFor(bool[] active) => columns.Where((_, i) => active[i]);

    private DataViewSchema.Column SourceOf(DataViewSchema.Column column) => columns[column.Index];

    private sealed class Cursor(SelectedDataView view, DataViewRowCursor input, bool[] active) : SynchronizedCursor(input)
    {
        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(view.SourceOf(column));
    }

    private sealed class Row(SelectedDataView view, DataViewRow input) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(view.SourceOf(column));

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(view.SourceOf(column));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
