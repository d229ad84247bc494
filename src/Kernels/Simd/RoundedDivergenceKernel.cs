using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>One row's contribution to <c>KL(R | P)</c> for <c>R_j = P_j x y_j + e m_j</c>.</summary>
internal abstract unsafe class RoundedDivergenceKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static RoundedDivergenceKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new RoundedDivergenceKernel<Double512, Single512>()
        : Vector256.IsHardwareAccelerated ? new RoundedDivergenceKernel<Double256, Single256>()
        : Vector128.IsHardwareAccelerated ? new RoundedDivergenceKernel<Double128, Single128>()
        : new RoundedDivergenceKernel<DoubleScalar, SingleScalar>();

    /// <summary><c>sum_j R_j log(R_j / P_j) - R_j + P_j</c>, every term non-negative.</summary>
    /// <param name="plan">The entries <c>P_j = 2^(rowOffset + offset_j - scale * cost_j)</c>.</param>
    /// <param name="costs">The costs.</param>
    /// <param name="offsets">The offsets.</param>
    /// <param name="columnScales">The factors y.</param>
    /// <param name="missing">The shares m.</param>
    /// <param name="count">The number of entries with padding.</param>
    /// <param name="rowScale">The factor x.</param>
    /// <param name="remainder">What the row is short of, e.</param>
    /// <param name="rowOffset">Added to every exponent.</param>
    /// <param name="scale">Multiplies the costs.</param>
    public abstract double Row(
        double* plan, double* costs, double* offsets, double* columnScales, double* missing, int count,
        double rowScale, double remainder, double rowOffset, double scale);
}
