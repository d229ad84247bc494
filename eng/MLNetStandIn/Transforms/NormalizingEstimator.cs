using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly long _maximumExampleCount;
    private readonly bool _fixZero;

    internal NormalizingEstimator(string outputColumnName, string inputColumnName, long maximumExampleCount, bool fixZero)
    {
        Check.Parameter(maximumExampleCount > 1, nameof(maximumExampleCount), "Must be greater than 1");
        _outputColumnName = outputColumnName;
        _inputColumnName = inputColumnName;
        _maximumExampleCount = maximumExampleCount;
        _fixZero = fixZero;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        Check.Value(input, nameof(input));
        DataViewSchema.Column column = input.Schema.GetColumnOrNull(_inputColumnName)
            ?? throw Check.MissingColumn("data", "input", _inputColumnName);
        var range = ColumnRange.Measure(input, column, _maximumExampleCount);
        return new NormalizingTransformer(_outputColumnName, _inputColumnName, range.Scaling(_fixZero));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Check.Value(inputSchema, nameof(inputSchema));
        SchemaShape.Column input = inputSchema.Find(_inputColumnName);
        if (input.Kind == SchemaShape.Column.VectorKind.VariableVector)
            throw Check.SchemaMismatch(nameof(inputSchema), "input", _inputColumnName, "known-size vector or scalar", input.TypeText);
        if (!input.ItemType.Equals(NumberDataViewType.Single) && !input.ItemType.Equals(NumberDataViewType.Double))
            throw Check.SchemaMismatch(nameof(inputSchema), "input", _inputColumnName, "vector or scalar of Single or Double", input.TypeText);
        return inputSchema.With([new SchemaShape.Column(_outputColumnName, input.Kind, input.ItemType)]);
    }
}
