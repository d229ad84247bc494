using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string? _contractName;
    private readonly SchemaDefinition? _inputDefinition;

    internal CustomMappingTransformer(
        Action<TSrc, TDst> mapAction, string? contractName, SchemaDefinition? inputDefinition, SchemaDefinition? outputDefinition)
    {
        Check.Value(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _contractName = contractName;
        _inputDefinition = inputDefinition;
        OutputShape = RowShape.Of(typeof(TDst), outputDefinition, SchemaDefinition.Direction.Write);
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal RowShape OutputShape { get; }

    internal RowShape InputShape => RowShape.Of(typeof(TSrc), _inputDefinition, SchemaDefinition.Direction.Both);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Check.Value(inputSchema, nameof(inputSchema));
        return new ColumnBindings(inputSchema, MakeRowMapper(inputSchema).OutputColumns).Output;
    }

    public IDataView Transform(IDataView input)
    {
        Check.Value(input, nameof(input));
        return new MappedDataView(input, MakeRowMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Check.Value(inputSchema, nameof(inputSchema));
        return new MappedDataView(new EmptyDataView(inputSchema), MakeRowMapper(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Check.State(_contractName is not null, "Empty contract name for a transform: the transform cannot be saved");
        ctx.Begin(ModelKind.CustomMapping);
        ctx.Writer.Write(_contractName);
        ctx.Writer.Write(_mapAction.Method.DeclaringType!.Assembly.FullName!);
    }

    private CustomMapper<TSrc, TDst> MakeRowMapper(DataViewSchema schema)
        => new(_mapAction, new RowReader<TSrc>(schema, ignoreMissingColumns: false, _inputDefinition), OutputShape);
}
