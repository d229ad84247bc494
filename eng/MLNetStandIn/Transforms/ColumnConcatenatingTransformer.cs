using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    private readonly string _outputColumnName;
    private readonly string[] _inputColumnNames;

    internal ColumnConcatenatingTransformer(string outputColumnName, string[] inputColumnNames)
    {
        _outputColumnName = outputColumnName;
        _inputColumnNames = inputColumnNames;
    }

    internal static ColumnConcatenatingTransformer Load(ModelReader reader) => new(reader.Reader.ReadString(), reader.ReadStrings());

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema)
    {
        DataViewSchema.Column[] inputs = [.. _inputColumnNames.Select(name => inputSchema.GetColumnOrNull(name)
            ?? throw Check.MissingColumn(nameof(inputSchema), "input", name))];
        PrimitiveDataViewType itemType = ItemType(inputs[0].Type);
        foreach (DataViewSchema.Column input in inputs)
        {
            if (!ItemType(input.Type).Equals(itemType))
                throw Check.SchemaMismatch(nameof(inputSchema), "input", input.Name, itemType.ToString()!, input.Type.ToString()!);
        }

        return new ConcatenatingMapper(_outputColumnName, inputs, itemType);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(ModelKind.Concatenate);
        ctx.Writer.Write(_outputColumnName);
        ctx.WriteStrings(_inputColumnNames);
    }

    private static PrimitiveDataViewType ItemType(DataViewType type)
        => (type as VectorDataViewType)?.ItemType ?? (PrimitiveDataViewType)type;
}
