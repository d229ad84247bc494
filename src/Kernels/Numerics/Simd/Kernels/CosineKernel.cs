using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Sums of cosines of linear functions of points, in one pass over the points and double precision.</summary>
/// <remarks>
/// Angles are in turns: a whole number of them is dropped without any rounding, and what is left has one polynomial. An angle is rounded to about
/// 1e-16 times its magnitude, and with it the cosine to 2 pi times as much; the polynomial itself is good to 1e-15.
/// </remarks>
internal abstract unsafe class CosineKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static CosineKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new CosineKernel<Double512>()
        : Vector256.IsHardwareAccelerated ? new CosineKernel<Double256>()
        : Vector128.IsHardwareAccelerated ? new CosineKernel<Double128>()
        : new CosineKernel<DoubleScalar>();

    /// <summary><c>result_i = sum_k coefficients_k cos(2 pi (phases_k + sum_l frequencies_kl axes_li))</c>.</summary>
    /// <param name="axes">Coordinates of the points, axis after axis, each padded.</param>
    /// <param name="count">Number of points with padding, a multiple of the widest vectors.</param>
    /// <param name="dimension">Number of axes, at least 1.</param>
    /// <param name="frequencies">Row-major, one row of <paramref name="dimension"/> numbers a cosine, in turns per unit of length.</param>
    /// <param name="phases">One number a cosine, in turns.</param>
    /// <param name="coefficients">One number a cosine.</param>
    /// <param name="cosines">Number of cosines.</param>
    /// <param name="result">Receives the sums, padded.</param>
    public abstract void Combine(
        double* axes, int count, int dimension, double* frequencies, double* phases, double* coefficients, int cosines, double* result);
}
