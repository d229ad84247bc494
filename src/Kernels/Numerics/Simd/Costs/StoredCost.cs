using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Costs read from a row-major matrix without padding: the columns past a row's end are the next row's, or zero after the last.</summary>
internal readonly unsafe struct StoredCost<TLanes, T> : ICostRow<StoredCost<TLanes, T>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged
{
    private readonly float* _row;

    private StoredCost(float* row) => _row = row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StoredCost<TLanes, T> Create(in CostRows rows, int row)
    {
        long start = (long)row * rows.ColumnCount;
        long overhang = start + rows.PaddedColumnCount - rows.CostCount;
        return new(overhang <= 0 ? rows.Costs + start : rows.CostsEnd + overhang);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column) => TLanes.LoadSingles(_row + column);
}
