using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    internal ValueMappingEstimator(string outputColumnName, string inputColumnName, ValueMap map)
        : base(new ValueMappingTransformer(outputColumnName, inputColumnName, map))
    {
    }

    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Check.Value(inputSchema, nameof(inputSchema));
        return inputSchema.With([Transformer.OutputShape(inputSchema)]);
    }
}
