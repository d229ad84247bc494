using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The normalisation &lt;a,f&gt; = 0 of a potential.</summary>
internal static unsafe class Centering
{
    /// <summary>Subtracts from <paramref name="values"/> their mean under <paramref name="weights"/> (which sum to 1).</summary>
    public static void Apply(ReadOnlySpan<double> weights, Span<double> values)
    {
        fixed (double* w = weights, v = values)
        {
            double mean = VectorKernel.Instance.Dot(w, v, values.Length);
            VectorKernel.Instance.Shift(v, -mean, values.Length);
        }
    }
}
