using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view over objects of a row class. Each cursor enumerates them anew.</summary>
internal sealed class EnumerableDataView<TRow>(IEnumerable<TRow> data, RowShape shape) : IDataView
    where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => shape.Schema;

    public long? GetRowCount() => (data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(data.GetEnumerator(), shape, Schema.Mask(columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        // Never disposed, as in ML.NET: whoever relied on it here would leak there.
        private readonly IEnumerator<TRow> _rows;
        private readonly RowShape _shape;
        private readonly Delegate?[] _getters;

        public Cursor(IEnumerator<TRow> rows, RowShape shape, bool[] active)
        {
            _rows = rows;
            _shape = shape;
            _getters = [.. shape.Members.Select((m, i) => active[i] ? MemberGetter.Create(m, Current) : null)];
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _shape.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Check.State(column.Index < _getters.Length, $"Column index must be between 0 and {_getters.Length}");
            return _getters[column.Index] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Check.Parameter(IsColumnActive(column), nameof(column), "requested column not active");
            return Getters.Typed<TValue>(_getters[column.Index]!);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId id) =>
            {
                CheckHasRow();
                id = new DataViewRowId((ulong)Position, 0);
            };

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
                return false;
            Check.State(_rows.Current is not null, "Encountered null when iterating over data, this is not supported.");
            return true;
        }

        private TRow Current()
        {
            CheckHasRow();
            return _rows.Current;
        }
    }
}
