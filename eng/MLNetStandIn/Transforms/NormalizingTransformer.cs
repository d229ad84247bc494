using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    private readonly AffineScaling _scaling;

    internal NormalizingTransformer(string outputColumnName, string inputColumnName, AffineScaling scaling)
        : base(outputColumnName, inputColumnName)
        => _scaling = scaling;

    internal static NormalizingTransformer Load(ModelReader reader)
        => new(reader.Reader.ReadString(), reader.Reader.ReadString(), AffineScaling.Load(reader));

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema)
    {
        DataViewSchema.Column input = FindInput(inputSchema);
        var output = new DataViewSchema.DetachedColumn(OutputColumnName, input.Type);
        return new OneToOneMapper(input, output, row => _scaling.CreateGetter(row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(ModelKind.Normalize);
        ctx.Writer.Write(OutputColumnName);
        ctx.Writer.Write(InputColumnName);
        _scaling.Save(ctx);
    }
}
