using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingTransformer : ITransformer
{
    private readonly string[] _columnNames;
    private readonly bool _keep;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[] columnNames, bool keep, bool keepHidden)
    {
        Check.State(columnNames is { Length: > 0 },
            "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        _columnNames = columnNames;
        _keep = keep;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Check.Value(inputSchema, nameof(inputSchema));
        return Select(new EmptyDataView(inputSchema), nameof(inputSchema)).OutputSchema;
    }

    public IDataView Transform(IDataView input)
    {
        Check.Value(input, nameof(input));
        return Select(input, nameof(input));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Check.Value(inputSchema, nameof(inputSchema));
        return Select(new EmptyDataView(inputSchema), nameof(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.Begin(ModelKind.SelectColumns);
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.WriteStrings(_columnNames);
    }

    internal static ColumnSelectingTransformer Load(ModelReader reader)
    {
        bool keep = reader.Reader.ReadBoolean();
        bool keepHidden = reader.Reader.ReadBoolean();
        return new ColumnSelectingTransformer(reader.ReadStrings(), keep, keepHidden);
    }

    internal bool Keeps(string name) => _columnNames.Contains(name) == _keep;

    internal void CheckNames(IEnumerable<string> present, string parameter)
    {
        string[] missing = [.. _columnNames.Except(present)];
        if (missing.Length > 0)
            throw Check.MissingColumn(parameter, "input", string.Join(",", missing));
    }

    private SelectedDataView Select(IDataView input, string parameter)
    {
        CheckNames(input.Schema.Select(c => c.Name), parameter);

        // Kept columns come in the order of the names, the rest in the order of the input. Dropping a name drops its hidden columns too.
        var sources = _keep
            ? _columnNames.SelectMany(name => input.Schema.Where(c => c.Name == name && (_keepHidden || !c.IsHidden)))
            : input.Schema.Where(c => Keeps(c.Name));
        return new SelectedDataView(input, [.. sources]);
    }
}
