using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The normalisation <c>&lt;a, f&gt; = 0</c> of a potential, and of a pair of them.</summary>
internal static unsafe class Centering
{
    /// <summary>The mean of <paramref name="values"/> under <paramref name="weights"/> (which sum to 1).</summary>
    public static double Mean(ReadOnlySpan<double> weights, ReadOnlySpan<double> values)
    {
        fixed (double* w = weights, v = values)
            return VectorKernel.Instance.Dot(w, v, values.Length);
    }

    /// <summary>Subtracts from <paramref name="values"/> their mean under <paramref name="weights"/>.</summary>
    /// <returns>The mean.</returns>
    public static double Apply(ReadOnlySpan<double> weights, Span<double> values)
    {
        double mean = Mean(weights, values);
        Shift(values, -mean);
        return mean;
    }

    /// <summary>Moves the constant between f and g so that <c>&lt;a, f&gt; = 0</c>.</summary>
    public static void Apply(ReadOnlySpan<double> sourceWeights, Span<double> f, Span<double> g) => Shift(g, Apply(sourceWeights, f));

    /// <summary>Adds a constant.</summary>
    public static void Shift(Span<double> values, double constant)
    {
        fixed (double* v = values)
            VectorKernel.Instance.Shift(v, constant, values.Length);
    }
}
