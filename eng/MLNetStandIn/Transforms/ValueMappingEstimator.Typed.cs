namespace Microsoft.ML.Transforms;

public sealed class ValueMappingEstimator<TKey, TValue> : ValueMappingEstimator
{
    internal ValueMappingEstimator(string outputColumnName, string inputColumnName, IEnumerable<KeyValuePair<TKey, TValue>> pairs)
        : base(outputColumnName, inputColumnName, ValueMap.Create(pairs))
    {
    }
}
