using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The additive constant of a pair of potentials.</summary>
internal static class PotentialGauge
{
    /// <summary>Moves the constant between f and g so that <c>&lt;a, f&gt; = 0</c>.</summary>
    public static void Center(ReadOnlySpan<double> sourceWeights, Span<double> f, Span<double> g)
    {
        double mean = TensorPrimitives.Dot(sourceWeights, f);
        TensorPrimitives.Subtract(f, mean, f);
        TensorPrimitives.Add(g, mean, g);
    }
}
