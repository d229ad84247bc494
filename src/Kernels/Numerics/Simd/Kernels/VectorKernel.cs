using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// The operations on vectors of potentials that half-steps and acceleration consist of, each in one pass. Vectors need no padding.
/// </summary>
internal abstract unsafe class VectorKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static VectorKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new VectorKernel<Double512, Single512>()
        : Vector256.IsHardwareAccelerated ? new VectorKernel<Double256, Single256>()
        : Vector128.IsHardwareAccelerated ? new VectorKernel<Double128, Single128>()
        : new VectorKernel<DoubleScalar, SingleScalar>();

    /// <summary><c>result_i = weights_i exp(max(scale (potential_i - absorbed_i - shift), least))</c>.</summary>
    /// <param name="potential">The potential.</param>
    /// <param name="absorbed">Subtracted; null for zeros.</param>
    /// <param name="weights">Factors.</param>
    /// <param name="scalings">Scale, shift and least exponent.</param>
    /// <param name="result">Receives the products.</param>
    /// <param name="count">Length of the vectors.</param>
    /// <returns>The largest magnitude of an exponent.</returns>
    public abstract double Scalings(double* potential, double* absorbed, double* weights, ScalingRange scalings, double* result, int count);

    /// <summary>The largest of <c>potential_i - absorbed_i</c>; null stands for zeros.</summary>
    public abstract double LargestDifference(double* potential, double* absorbed, int count);

    /// <summary>The largest of <c>|left_i - right_i|</c>.</summary>
    public abstract double LargestDistance(double* left, double* right, int count);

    /// <summary><c>result_i = absorbed_i - epsilon log(sums_i) - shift</c>, with zeros for <paramref name="absorbed"/> where it is null.</summary>
    public abstract void Potentials(double* sums, double* absorbed, double epsilon, double shift, double* result, int count);

    /// <summary><c>sum_i weights_i |exp(scale (before_i - after_i)) - 1|</c>.</summary>
    public abstract double Violation(double* before, double* after, double* weights, double scale, int count);

    /// <summary><c>result_i = factor left_i + right_i</c>; right may be null for zeros.</summary>
    public abstract void MultiplyAdd(double* left, double factor, double* right, double* result, int count);

    /// <summary><c>result_i = factors_i (left_i - right_i)</c>; factors may be null for ones.</summary>
    public abstract void Difference(double* left, double* right, double* factors, double* result, int count);

    /// <summary><c>result_i = left_i / right_i</c>.</summary>
    public abstract void Divide(double* left, double* right, double* result, int count);

    /// <summary><c>sum_i left_i right_i</c>.</summary>
    public abstract double Dot(double* left, double* right, int count);

    /// <summary>Rounds to single precision.</summary>
    public abstract void Narrow(double* values, float* result, int count);

    /// <summary>Adds a constant to every value.</summary>
    public abstract void Shift(double* values, double constant, int count);
}
