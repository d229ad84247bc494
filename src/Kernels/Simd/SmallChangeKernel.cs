using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// How far a row <c>R_j = P_j (1 + x)(1 + y_j) + e m_j</c> is from the row P of a plan that is nearly a coupling, so that changes x and y and the
/// remainder e are small: single precision is then enough for every term. Everything is padded; in the padding y and m are 0.
/// </summary>
internal abstract unsafe class SmallChangeKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static SmallChangeKernel Instance { get; } =
        Vector512.IsHardwareAccelerated ? new SmallChangeKernel<Single512>()
        : Vector256.IsHardwareAccelerated ? new SmallChangeKernel<Single256>()
        : Vector128.IsHardwareAccelerated ? new SmallChangeKernel<Single128>()
        : new SmallChangeKernel<SingleScalar>();

    /// <summary><c>sum_j P_j y_j</c>.</summary>
    /// <param name="entries">P.</param>
    /// <param name="columnChanges">y.</param>
    /// <param name="count">The number of columns with padding.</param>
    public abstract double Change(float* entries, float* columnChanges, int count);

    /// <summary>
    /// <c>sum_j R_j log(R_j / P_j) - R_j + P_j</c>, every term non-negative, good to about 1e-5 of the sum; NaN where an entry that something is
    /// added to is not a normal number.
    /// </summary>
    /// <param name="entries">P.</param>
    /// <param name="columnChanges">y.</param>
    /// <param name="missingShares">m.</param>
    /// <param name="rowChange">x.</param>
    /// <param name="remainder">e.</param>
    /// <param name="count">The number of columns with padding.</param>
    public abstract double Divergence(float* entries, float* columnChanges, float* missingShares, float rowChange, float remainder, int count);
}
