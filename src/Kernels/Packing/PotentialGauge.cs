using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The additive constant of a pair of potentials.</summary>
internal static unsafe class PotentialGauge
{
    /// <summary>Moves the constant between f and g so that <c>&lt;a, f&gt; = 0</c>.</summary>
    public static void Center(ReadOnlySpan<double> sourceWeights, Span<double> f, Span<double> g)
    {
        VectorKernel vectors = VectorKernel.Instance;
        fixed (double* weights = sourceWeights, source = f, target = g)
        {
            double mean = vectors.Dot(weights, source, f.Length);
            vectors.Shift(source, -mean, f.Length);
            vectors.Shift(target, mean, g.Length);
        }
    }
}
