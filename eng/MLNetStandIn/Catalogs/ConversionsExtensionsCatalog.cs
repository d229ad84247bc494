using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class ConversionsExtensionsCatalog
{
    public static ValueMappingEstimator<TInputType, TOutputType> MapValue<TInputType, TOutputType>(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        IEnumerable<KeyValuePair<TInputType, TOutputType>> keyValuePairs,
        string? inputColumnName = null,
        bool treatValuesAsKeyType = false)
    {
        Check.Value(keyValuePairs, nameof(keyValuePairs));
        if (treatValuesAsKeyType)
            throw new NotSupportedException("The ML.NET stand-in has no key types.");
        return new ValueMappingEstimator<TInputType, TOutputType>(outputColumnName, inputColumnName ?? outputColumnName, keyValuePairs);
    }
}
