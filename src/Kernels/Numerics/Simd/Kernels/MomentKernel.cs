using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Weighted means and products of coordinates. Vectors need no padding.</summary>
internal abstract unsafe class MomentKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static MomentKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new MomentKernel<Double512>()
        : Vector256.IsHardwareAccelerated ? new MomentKernel<Double256>()
        : Vector128.IsHardwareAccelerated ? new MomentKernel<Double128>()
        : new MomentKernel<DoubleScalar>();

    /// <summary><c>result_i = coordinates_i - sum_j weights_j coordinates_j</c>; returns the sum.</summary>
    public abstract double Center(float* coordinates, double* weights, double* result, int count);

    /// <summary><c>sum_i weights_i left_i right_i</c>.</summary>
    public abstract double WeightedDot(double* weights, double* left, double* right, int count);
}
