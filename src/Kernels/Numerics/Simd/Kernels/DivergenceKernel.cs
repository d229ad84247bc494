using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// How far a row <c>R_j = P_j (1 + x)(1 + y_j) + e m_j</c> of a rounded plan is from the row P: in single precision, because every term is computed
/// from what changes, and none from a difference. Rows are those that <see cref="PlanKernel.AddRow"/> keeps: an entry, or log2 of one
/// that is vanishingly small. Everything is padded; in the padding y and m are 0.
/// </summary>
internal abstract unsafe class DivergenceKernel
{
    /// <summary>Entries below this power of two, 2^100 times smaller than usual ones, are kept as their exponents, which are negative.</summary>
    public const int LeastExponent = -40;

    /// <summary>Usual entries are about this large: there is room above, and more below, before terms become subnormal and slow.</summary>
    public const double UsualEntry = 1L << 60;

    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static DivergenceKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new DivergenceKernel<Single512>()
        : Vector256.IsHardwareAccelerated ? new DivergenceKernel<Single256>()
        : Vector128.IsHardwareAccelerated ? new DivergenceKernel<Single128>()
        : new DivergenceKernel<SingleScalar>();

    /// <summary><c>sum_j P_j y_j</c>.</summary>
    /// <param name="row">P.</param>
    /// <param name="columnChanges">y.</param>
    /// <param name="count">The number of columns with padding.</param>
    public abstract double Change(float* row, float* columnChanges, int count);

    /// <summary><c>sum_j R_j log(R_j / P_j) - R_j + P_j</c>, every term non-negative, good to about 1e-5 of the sum.</summary>
    /// <param name="row">P.</param>
    /// <param name="columnChanges">y, at least -1.</param>
    /// <param name="missingShares">m.</param>
    /// <param name="rowChange">x, at least -1.</param>
    /// <param name="remainder">e.</param>
    /// <param name="count">The number of columns with padding.</param>
    public abstract double Divergence(float* row, float* columnChanges, float* missingShares, float rowChange, float remainder, int count);
}
