namespace MLNetContract.Tests;

/// <summary>A transformer that changes nothing and says which columns a row was asked for.</summary>
internal sealed class ColumnSpy(Action<IEnumerable<string>> see) : ITransformer
{
    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, see);

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

    private sealed class Mapper(DataViewSchema schema, Action<IEnumerable<string>> see) : IRowToRowMapper
    {
        public DataViewSchema InputSchema => schema;

        public DataViewSchema OutputSchema => schema;

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns;

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
        {
            see(activeColumns.Select(c => c.Name));
            return input;
        }
    }
}

/// <summary>A transformer that counts how often it is disposed.</summary>
internal sealed class DisposalSpy : ITransformer, IDisposable
{
    private readonly ColumnSpy _inner = new(_ => { });

    public int Disposed { get; private set; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _inner.GetRowToRowMapper(inputSchema);

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

    public void Dispose() => Disposed++;
}
