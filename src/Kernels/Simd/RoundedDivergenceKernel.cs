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
    /// <param name="logWeights">log2 of the columns' weights.</param>
    /// <param name="columnScales">The factors y.</param>
    /// <param name="missing">The shares m.</param>
    /// <param name="count">The number of entries with padding.</param>
    /// <param name="row">What is the same for the whole row.</param>
    /// <param name="primal">Receives <c>sum_j R_j (cost_j + log(R_j / (a b_j)) / (scale ln 2))</c>.</param>
    public abstract double Row(
        double* plan, double* costs, double* offsets, double* logWeights, double* columnScales, double* missing, int count,
        in RoundedRow row, out double primal);
}
