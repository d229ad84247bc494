using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Sums over rows of a plan <c>P_j = 2^(rowOffset + offset_j - scale * C_rj)</c> in double precision, entries computed on the way.
/// </summary>
internal abstract unsafe class PlanKernel
{
    private static readonly PlanKernel?[] Cache = new PlanKernel?[5];

    /// <summary>The kernel for a kind of cost, for the widest vectors the machine computes with.</summary>
    public static PlanKernel For(CostShape shape) => Cache[(int)shape] ??=
        Vector512.IsHardwareAccelerated ? Create<Double512, Single512>(shape)
        : Vector256.IsHardwareAccelerated ? Create<Double256, Single256>(shape)
        : Vector128.IsHardwareAccelerated ? Create<Double128, Single128>(shape)
        : Create<DoubleScalar, SingleScalar>(shape);

    /// <summary>Stores the entries, adds them to <paramref name="columnSums"/> and returns their sum.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="row">The row.</param>
    /// <param name="rowOffset">The row's offset.</param>
    /// <param name="columnSums">Sums so far, padded.</param>
    /// <param name="entries">Receives the entries, padded.</param>
    /// <param name="kept">Receives the entries over <paramref name="unit"/>, or log2 of the smallest (see <see cref="DivergenceKernel"/>), padded; or null.</param>
    /// <param name="unit">Positive.</param>
    /// <param name="cost">Receives the sum of entries times costs.</param>
    public abstract double AddRow(in PlanRows plan, int row, double rowOffset, double* columnSums, double* entries, float* kept, double unit, out double cost);

    /// <summary>Stores the entries and returns the sum of entries times <paramref name="columnScales"/>.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="row">The row.</param>
    /// <param name="rowOffset">The row's offset.</param>
    /// <param name="columnScales">Factors, padded.</param>
    /// <param name="entries">Receives the entries, padded.</param>
    public abstract double StoreRow(in PlanRows plan, int row, double rowOffset, double* columnScales, double* entries);

    /// <summary><c>sum_j R_j (C_rj + log(R_j / (a b_j)) / (scale ln 2))</c> for the rounded row R: its part of the primal objective.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="row">The row.</param>
    /// <param name="entries">The entries, from <see cref="StoreRow"/>.</param>
    /// <param name="columns">The columns' part of the rounding.</param>
    /// <param name="rounded">The row's part of the rounding.</param>
    public abstract double RoundedPrimal(in PlanRows plan, int row, double* entries, in RoundedColumns columns, in RoundedRow rounded);

    /// <summary>The kernel of a given width, for tests that compare widths.</summary>
    public static PlanKernel Create<TWide, TSingle>(CostShape shape)
        where TWide : unmanaged, IWideLanes<TWide, TSingle>
        where TSingle : unmanaged, ILanes<TSingle, float> => shape switch
        {
            CostShape.Stored => new PlanKernel<TWide, TSingle, StoredCost<TWide, double>>(),
            CostShape.Plane => new PlanKernel<TWide, TSingle, SquaredEuclidean2<TWide, double>>(),
            CostShape.Space => new PlanKernel<TWide, TSingle, SquaredEuclidean3<TWide, double>>(),
            CostShape.SphereArc => new PlanKernel<TWide, TSingle, SphereArc<TWide, double>>(),
            _ => new PlanKernel<TWide, TSingle, SquaredEuclideanAny<TWide, double>>(),
        };
}
