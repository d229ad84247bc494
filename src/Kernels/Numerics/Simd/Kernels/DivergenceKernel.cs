using System.Runtime.CompilerServices;

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
    public static DivergenceKernel Instance { get; } = VectorWidth.Choose<Maker, DivergenceKernel>(default);

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

    private readonly struct Maker : IForLanes<DivergenceKernel>
    {
        public DivergenceKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => new DivergenceKernel<TSingle>();
    }
}

/// <inheritdoc/>
internal sealed unsafe class DivergenceKernel<TLanes> : DivergenceKernel
    where TLanes : unmanaged, ILanes<TLanes, float>
{
    /// <summary>Lanes are summed in single precision over this many columns at most.</summary>
    private static int ColumnsAtATime => 64 * TLanes.Count;

    /// <summary>Up to this relative change the series is exact to 6e-8; above it the closed form cancels at most two digits.</summary>
    private const float SeriesRange = 1 / 32f;

    private const float LeastNormal = 1.17549435e-38f;

    private const float NaturalLogarithmOf2 = 0.6931472f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double Change(float* row, float* columnChanges, int count)
    {
        TLanes none = default;
        double total = 0;
        for (int start = 0; start < count; start += ColumnsAtATime)
        {
            int end = Math.Min(count, start + ColumnsAtATime);
            TLanes sum = default;
            for (int j = start; j < end; j += TLanes.Count)
                sum = TLanes.MultiplyAdd(TLanes.Max(none, TLanes.Load(row + j)), TLanes.Load(columnChanges + j), sum);
            total += TLanes.Sum(sum);
        }

        return total;
    }

    /// <inheritdoc/>
    /// <remarks>All cases are computed for all columns: branches would be mispredicted, which takes longer.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double Divergence(float* row, float* columnChanges, float* missingShares, float rowChange, float remainder, int count)
    {
        TLanes rowChanges = TLanes.Create(rowChange);
        TLanes onePlusRow = TLanes.Create(1 + rowChange);
        TLanes remainders = TLanes.Create(remainder);
        TLanes range = TLanes.Create(SeriesRange);
        TLanes least = TLanes.Create(LeastNormal);
        TLanes one = TLanes.Create(1);
        TLanes none = default;
        double total = 0;
        for (int start = 0; start < count; start += ColumnsAtATime)
        {
            int end = Math.Min(count, start + ColumnsAtATime);
            TLanes sum = none;
            for (int j = start; j < end; j += TLanes.Count)
            {
                TLanes kept = TLanes.Load(row + j);
                TLanes entry = TLanes.SelectIfLess(kept, none, one, kept);
                TLanes added = remainders * TLanes.Load(missingShares + j);
                TLanes change = TLanes.MultiplyAdd(onePlusRow, TLanes.Load(columnChanges + j), rowChanges) + TLanes.Divide(added, entry);
                TLanes ratio = one + change;
                TLanes logarithm = TLanes.Log(TLanes.Max(least, TLanes.SelectIfLess(kept, none, added, ratio)));

                // Next to what is added, a vanishing entry counts by its logarithm alone.
                TLanes vanishing = TLanes.Max(none, added * (TLanes.MultiplyAdd(kept, TLanes.Create(-NaturalLogarithmOf2), logarithm) - one));
                TLanes closed = TLanes.MultiplyAdd(ratio, logarithm, none - change);
                TLanes magnitude = TLanes.Max(change, none - change);
                TLanes usual = entry * TLanes.SelectIfLess(magnitude, range, Series(change), closed);
                sum += TLanes.SelectIfLess(kept, none, vanishing, usual);
            }

            total += TLanes.Sum(sum);
        }

        return Math.Max(total, 0);
    }

    /// <summary><c>(1 + r) log(1 + r) - r = r^2/2 - r^3/6 + r^4/12 - …</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Series(TLanes change)
    {
        TLanes value = TLanes.MultiplyAdd(TLanes.Create(-1 / 20f), change, TLanes.Create(1 / 12f));
        value = TLanes.MultiplyAdd(value, change, TLanes.Create(-1 / 6f));
        value = TLanes.MultiplyAdd(value, change, TLanes.Create(0.5f));
        return value * change * change;
    }
}

/// <summary>What the columns of a rounded plan <c>R_j = P_j x y_j + e m_j</c> have in common for all rows; everything padded.</summary>
internal unsafe struct RoundedColumns
{
    /// <summary>The factors y; 1 in the padding.</summary>
    public double* Scales;

    /// <summary>The shares m; 0 in the padding.</summary>
    public double* Missing;

    /// <summary>log2 of the weights b.</summary>
    public double* LogWeights;
}

/// <summary>What a row of a rounded plan <c>R_j = P_j x y_j + e m_j</c> has of its own.</summary>
/// <param name="Scale">The factor x.</param>
/// <param name="Remainder">What the row is short of, e.</param>
/// <param name="LogWeight">log2 of the row's weight a.</param>
internal readonly record struct RoundedRow(double Scale, double Remainder, double LogWeight);
