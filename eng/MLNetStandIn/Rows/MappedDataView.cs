using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view with columns added by a row mapper. Nothing is computed until a cursor asks for it.</summary>
internal sealed class MappedDataView : IDataView, IRowToRowMapper
{
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly ColumnBindings _bindings;

    public MappedDataView(IDataView source, IRowMapper mapper)
    {
        _source = source;
        _mapper = mapper;
        _bindings = new ColumnBindings(source.Schema, mapper.OutputColumns);
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema => _bindings.Output;

    public DataViewSchema InputSchema => _bindings.Input;

    public DataViewSchema OutputSchema => _bindings.Output;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => RowConsolidator.Merge(GetRowCursorSet(columnsNeeded, RowConsolidator.ThreadCount, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = Schema.Mask(columnsNeeded);
        var inputs = _source.GetRowCursorSet(InputFor(active, out bool[] added), n, rand);
        if (inputs.Length == 1 && n > 1 && added.Contains(true))
            inputs = RowSplitter.Split(inputs[0], n);
        return [.. inputs.Select(input => new MappedCursor(input, _bindings, active, _mapper.CreateGetters(input, added)))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => InputFor(Schema.Mask(dependingColumns), out _);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Check.Value(input, nameof(input));
        Check.State(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        _bindings.Split(Schema.Mask(activeColumns), out _, out bool[] added);
        return new MappedRow(input, _bindings, _mapper.CreateGetters(input, added));
    }

    private DataViewSchema.Column[] InputFor(bool[] activeOutput, out bool[] added)
    {
        _bindings.Split(activeOutput, out bool[] needed, out added);
        _mapper.MarkDependencies(added, needed);
        return [.. InputSchema.Where(c => needed[c.Index])];
    }
}
