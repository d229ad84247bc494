using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The normalisation &lt;a,f&gt; = 0 of a potential.</summary>
internal static class Centering
{
    /// <summary>Subtracts from <paramref name="values"/> their mean under <paramref name="weights"/> (which sum to 1).</summary>
    internal static void Apply(ReadOnlySpan<double> weights, Span<double> values) =>
        TensorPrimitives.Subtract(values, TensorPrimitives.Dot(weights, values), values);
}
