using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// The same angles in double precision where the columns' points have been divided by their lengths before: a root and three divisions an entry less, and
/// the same bits.
/// </summary>
internal readonly unsafe struct UnitSphereArc<TLanes> : ICostRow<UnitSphereArc<TLanes>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, double>
{
    private readonly double* _axis0;
    private readonly double* _axis1;
    private readonly double* _axis2;
    private readonly SphereArc<TLanes, double> _arc;

    private UnitSphereArc(in CostRows rows, int row)
    {
        _axis0 = rows.UnitColumnAxes;
        _axis1 = _axis0 + rows.PaddedColumnCount;
        _axis2 = _axis1 + rows.PaddedColumnCount;
        _arc = SphereArc<TLanes, double>.Create(rows, row);
    }

    public static UnitSphereArc<TLanes> Create(in CostRows rows, int row) => new(rows, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column) => _arc.Angle(TLanes.Load(_axis0 + column), TLanes.Load(_axis1 + column), TLanes.Load(_axis2 + column));
}

/// <summary>What makes the points of <see cref="UnitSphereArc{TLanes}"/>.</summary>
internal static unsafe class UnitSphereArc
{
    /// <summary>Divides points by their lengths, as <see cref="SphereArc{TLanes, T}"/> does: squares of single precision are exact, so no other rounding.</summary>
    /// <param name="rows">The points that belong to the columns.</param>
    /// <param name="destination">Receives as many numbers, padding included.</param>
    public static void Normalize(in CostRows rows, double* destination)
    {
        int stride = rows.PaddedColumnCount;
        for (int column = 0; column < stride; column++)
        {
            double x0 = rows.ColumnAxes[column], x1 = rows.ColumnAxes[stride + column], x2 = rows.ColumnAxes[(2 * stride) + column];
            double length = Math.Max(Math.Sqrt((x0 * x0) + (x1 * x1) + (x2 * x2)), 1e-30);
            destination[column] = x0 / length;
            destination[stride + column] = x1 / length;
            destination[(2 * stride) + column] = x2 / length;
        }
    }
}
