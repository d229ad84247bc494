using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Squared distances in space.</summary>
internal readonly unsafe struct SquaredEuclidean3<TLanes, T> : ICostRow<SquaredEuclidean3<TLanes, T>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged
{
    private readonly float* _axis0;
    private readonly float* _axis1;
    private readonly float* _axis2;
    private readonly TLanes _point0;
    private readonly TLanes _point1;
    private readonly TLanes _point2;

    private SquaredEuclidean3(in CostRows rows, float* point)
    {
        _axis0 = rows.ColumnAxes;
        _axis1 = _axis0 + rows.PaddedColumnCount;
        _axis2 = _axis1 + rows.PaddedColumnCount;
        _point0 = TLanes.CreateFromSingle(point[0]);
        _point1 = TLanes.CreateFromSingle(point[1]);
        _point2 = TLanes.CreateFromSingle(point[2]);
    }

    public static SquaredEuclidean3<TLanes, T> Create(in CostRows rows, int row) => new(rows, rows.RowPoints + (3 * (nint)row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column)
    {
        TLanes difference0 = TLanes.LoadSingles(_axis0 + column) - _point0;
        TLanes difference1 = TLanes.LoadSingles(_axis1 + column) - _point1;
        TLanes difference2 = TLanes.LoadSingles(_axis2 + column) - _point2;
        TLanes cost = TLanes.MultiplyAdd(difference1, difference1, difference0 * difference0);
        return TLanes.MultiplyAdd(difference2, difference2, cost);
    }
}
