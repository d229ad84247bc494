using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Squared distances in any dimension.</summary>
internal readonly unsafe struct SquaredEuclideanAny<TLanes, T> : ICostRow<SquaredEuclideanAny<TLanes, T>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged
{
    private readonly float* _axes;
    private readonly float* _point;
    private readonly nint _stride;
    private readonly int _dimension;

    private SquaredEuclideanAny(in CostRows rows, float* point)
    {
        _axes = rows.ColumnAxes;
        _stride = rows.PaddedColumnCount;
        _dimension = rows.Dimension;
        _point = point;
    }

    public static SquaredEuclideanAny<TLanes, T> Create(in CostRows rows, int row) => new(rows, rows.RowPoints + (rows.Dimension * (nint)row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column) => TLanes.SquaredDistance(_axes + column, _stride, _point, _dimension);
}
