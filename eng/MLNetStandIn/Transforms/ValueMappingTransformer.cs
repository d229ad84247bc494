using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public class ValueMappingTransformer : OneToOneTransformerBase
{
    private readonly ValueMap _map;

    internal ValueMappingTransformer(string outputColumnName, string inputColumnName, ValueMap map)
        : base(outputColumnName, inputColumnName)
        => _map = map;

    internal SchemaShape.Column OutputShape(SchemaShape inputSchema)
    {
        SchemaShape.Column input = inputSchema.Find(InputColumnName);
        if (input.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw OnlyScalars();
        return SchemaShape.Column.Of(OutputColumnName, _map.ValueType);
    }

    internal static ValueMappingTransformer Load(ModelReader reader)
        => new(reader.Reader.ReadString(), reader.Reader.ReadString(), ValueMap.Load(reader));

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema)
    {
        DataViewSchema.Column input = FindInput(inputSchema);
        if (input.Type is VectorDataViewType)
            throw OnlyScalars();
        var output = new DataViewSchema.DetachedColumn(OutputColumnName, _map.ValueType);
        return new OneToOneMapper(input, output, row => _map.CreateGetter(row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(ModelKind.MapValue);
        ctx.Writer.Write(OutputColumnName);
        ctx.Writer.Write(InputColumnName);
        _map.Save(ctx);
    }

    private NotSupportedException OnlyScalars()
        => new($"The ML.NET stand-in maps values of scalar columns only; column '{InputColumnName}' is a vector.");
}
