using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Squared distances in the plane.</summary>
internal readonly unsafe struct SquaredEuclidean2<TLanes, T> : ICostRow<SquaredEuclidean2<TLanes, T>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged
{
    private readonly float* _axis0;
    private readonly float* _axis1;
    private readonly TLanes _point0;
    private readonly TLanes _point1;

    private SquaredEuclidean2(in CostRows rows, float* point)
    {
        _axis0 = rows.ColumnAxes;
        _axis1 = rows.ColumnAxes + rows.PaddedColumnCount;
        _point0 = TLanes.CreateFromSingle(point[0]);
        _point1 = TLanes.CreateFromSingle(point[1]);
    }

    public static SquaredEuclidean2<TLanes, T> Create(in CostRows rows, int row) => new(rows, rows.RowPoints + (2 * (nint)row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column)
    {
        TLanes difference0 = TLanes.LoadSingles(_axis0 + column) - _point0;
        TLanes difference1 = TLanes.LoadSingles(_axis1 + column) - _point1;
        return TLanes.MultiplyAdd(difference1, difference1, difference0 * difference0);
    }
}
