using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Angles between unit vectors of R^3: <c>2 atan(|x - y| / |x + y|)</c>, accurate at every angle. The smaller of the two lengths is divided by the
/// larger, and the angle halved once more, so that a short polynomial of the arc tangent serves; it is good to 4e-17. In double precision vectors are
/// divided by their lengths, those of the columns once for all rows.
/// </summary>
internal readonly unsafe struct SphereArc<TLanes, T> : ICostRow<SphereArc<TLanes, T>, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, INumberBase<T>
{
    /// <summary>Vectors are unit vectors up to single precision; in double precision they have been divided by their lengths.</summary>
    private static bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(double);
    }

    private readonly float* _axis0;
    private readonly double* _unitAxis0;
    private readonly nint _stride;
    private readonly TLanes _point0;
    private readonly TLanes _point1;
    private readonly TLanes _point2;

    private SphereArc(in CostRows rows, float* point)
    {
        _axis0 = rows.ColumnAxes;
        _unitAxis0 = rows.UnitColumnAxes;
        _stride = rows.PaddedColumnCount;
        double length = IsDouble ? Math.Sqrt(((double)point[0] * point[0]) + ((double)point[1] * point[1]) + ((double)point[2] * point[2])) : 1;
        _point0 = Constant(point[0] / length);
        _point1 = Constant(point[1] / length);
        _point2 = Constant(point[2] / length);
    }

    public static SphereArc<TLanes, T> Create(in CostRows rows, int row) => new(rows, rows.RowPoints + (3 * (nint)row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Cost(int column)
    {
        TLanes x0 = Load(column);
        TLanes x1 = Load(column + _stride);
        TLanes x2 = Load(column + (2 * _stride));
        TLanes apart = SquaredLength(x0 - _point0, x1 - _point1, x2 - _point2);
        TLanes together = SquaredLength(x0 + _point0, x1 + _point1, x2 + _point2);
        TLanes smaller = TLanes.Sqrt(TLanes.Min(apart, together));
        TLanes larger = TLanes.Sqrt(TLanes.Max(TLanes.Max(apart, together), Constant(1e-30))); // in the padding both are those of a zero vector
        TLanes hypotenuse = IsDouble ? Constant(2) : TLanes.Sqrt(apart + together);
        TLanes tangent = TLanes.Divide(smaller, larger + hypotenuse);
        TLanes square = tangent * tangent;
        TLanes ratio = TLanes.MultiplyAdd(Constant(0.021135371536498415), square, Constant(-0.04348052083340628));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(0.056883491809884175));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(-0.06640233921673451));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(0.07689953495298942));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(-0.0909077307473686));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(0.11111106180452865));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(-0.14285714180976392));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(0.19999999998855109));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(-0.3333333333332844));
        ratio = TLanes.MultiplyAdd(ratio, square, Constant(1));
        TLanes angle = tangent * ratio * Constant(4);
        return TLanes.SelectIfLess(together, apart, Constant(Math.PI) - angle, angle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Load(nint place) => IsDouble ? TLanes.Load((T*)(_unitAxis0 + place)) : TLanes.LoadSingles(_axis0 + place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Constant(double value) => TLanes.Create(T.CreateTruncating(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SquaredLength(TLanes x0, TLanes x1, TLanes x2) =>
        TLanes.MultiplyAdd(x2, x2, TLanes.MultiplyAdd(x1, x1, x0 * x0));
}
