using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Costs read from a row-major matrix without padding: the columns past a row's end are the next row's, or zero after the last.</summary>
internal readonly unsafe struct StoredCost<TLanes, T> : ICostRow<StoredCost<TLanes, T>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged
{
    private readonly float* _row;
    private readonly long _readable;

    private StoredCost(in CostRows rows, int row)
    {
        long start = (long)row * rows.ColumnCount;
        _row = rows.Costs + start;
        _readable = rows.CostCount - start;
    }

    public static StoredCost<TLanes, T> Create(in CostRows rows, int row) => new(rows, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column) => column + TLanes.Count <= _readable ? TLanes.LoadSingles(_row + column) : LoadEnd(column);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TLanes LoadEnd(int column)
    {
        float* lanes = stackalloc float[TLanes.Count];
        for (int k = 0; k < TLanes.Count; k++)
            lanes[k] = column + k < _readable ? _row[column + k] : 0;
        return TLanes.LoadSingles(lanes);
    }
}
