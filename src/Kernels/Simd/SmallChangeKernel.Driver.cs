using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <inheritdoc/>
internal sealed unsafe class SmallChangeKernel<TLanes> : SmallChangeKernel
    where TLanes : unmanaged, ILanes<TLanes, float>
{
    /// <summary>Lanes are summed in single precision over this many columns at most.</summary>
    private static int ColumnsAtATime => 64 * TLanes.Count;

    /// <summary>Up to this relative change the series is exact to 6e-8; above it the closed form cancels at most two digits.</summary>
    private const float SeriesRange = 1 / 32f;

    /// <summary>Twice the least normal number: entries below have lost digits.</summary>
    private const float LeastEntry = 2.3509887e-38f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Change(float* entries, float* columnChanges, int count)
    {
        double total = 0;
        for (int start = 0; start < count; start += ColumnsAtATime)
        {
            int end = Math.Min(count, start + ColumnsAtATime);
            TLanes sum = default;
            for (int j = start; j < end; j += TLanes.Count)
                sum = TLanes.MultiplyAdd(TLanes.Load(entries + j), TLanes.Load(columnChanges + j), sum);
            total += TLanes.Sum(sum);
        }

        return total;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Divergence(float* entries, float* columnChanges, float* missingShares, float rowChange, float remainder, int count)
    {
        TLanes row = TLanes.Create(rowChange);
        TLanes onePlusRow = TLanes.Create(1 + rowChange);
        TLanes added = TLanes.Create(remainder);
        TLanes range = TLanes.Create(SeriesRange);
        TLanes least = TLanes.Create(LeastEntry);
        TLanes one = TLanes.Create(1);
        TLanes none = TLanes.Create(0);
        TLanes smallest = one;
        double total = 0;
        for (int start = 0; start < count; start += ColumnsAtATime)
        {
            int end = Math.Min(count, start + ColumnsAtATime);
            TLanes sum = none;
            for (int j = start; j < end; j += TLanes.Count)
            {
                TLanes entry = TLanes.Max(least, TLanes.Load(entries + j));
                TLanes missing = added * TLanes.Load(missingShares + j);
                smallest = TLanes.Min(smallest, TLanes.SelectIfLess(none, missing, entry, one));
                TLanes change = TLanes.MultiplyAdd(onePlusRow, TLanes.Load(columnChanges + j), row) + TLanes.Divide(missing, entry);
                TLanes magnitude = TLanes.Max(change, none - change);
                TLanes ratio = TLanes.Max(one + change, least);
                TLanes closed = TLanes.MultiplyAdd(ratio, TLanes.Log(ratio), none - change);
                TLanes term = TLanes.SelectIfLess(magnitude, range, Series(change), closed);
                sum = TLanes.MultiplyAdd(entry, term, sum);
            }

            total += TLanes.Sum(sum);
        }

        return TLanes.AreAllLess(least, smallest) ? Math.Max(total, 0) : double.NaN;
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
