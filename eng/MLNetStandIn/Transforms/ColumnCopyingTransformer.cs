using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal ColumnCopyingTransformer(string outputColumnName, string inputColumnName)
        : base(outputColumnName, inputColumnName)
    {
    }

    internal SchemaShape.Column CopyShape(SchemaShape inputSchema)
    {
        SchemaShape.Column input = inputSchema.Find(InputColumnName);
        return new SchemaShape.Column(OutputColumnName, input.Kind, input.ItemType, input.Annotations);
    }

    internal static ColumnCopyingTransformer Load(ModelReader reader)
        => new(reader.Reader.ReadString(), reader.Reader.ReadString());

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema)
    {
        DataViewSchema.Column input = FindInput(inputSchema);
        var output = new DataViewSchema.DetachedColumn(OutputColumnName, input.Type, input.Annotations);
        return new OneToOneMapper(input, output, row => Getters.OfColumn(row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(ModelKind.CopyColumns);
        ctx.Writer.Write(OutputColumnName);
        ctx.Writer.Write(InputColumnName);
    }
}
