using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(CustomMappingTransformer<TSrc, TDst> transformer)
        : base(transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (RowMember member in Transformer.InputShape.Members)
        {
            SchemaShape.Column actual = inputSchema.Find(member.ColumnName);
            SchemaShape.Column expected = SchemaShape.Column.Of(member.ColumnName, member.ColumnType);
            if (!expected.ItemType.Equals(actual.ItemType) || !Fits(actual.Kind, expected.Kind))
                throw Check.SchemaMismatch(nameof(inputSchema), "input", member.ColumnName, member.ColumnType.ToString()!, actual.TypeText);
        }

        return inputSchema.With(SchemaShape.Of(Transformer.OutputShape.Schema));
    }

    // A member without a size takes vectors of any kind; one with a size wants a fixed one (of any size).
    private static bool Fits(VectorKind actual, VectorKind expected)
        => expected == VectorKind.VariableVector ? actual != VectorKind.Scalar : actual == expected;
}
