using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>The natural logarithm of positive normal numbers below 2^127 in single precision, by a minimax polynomial good to 5e-9 of the result.</summary>
internal static class SingleLogarithm
{
    private const float NaturalLogarithmOf2 = 0.6931472f;

    /// <summary>log(<paramref name="value"/>).</summary>
    /// <param name="value">Positive normal numbers.</param>
    /// <param name="exponent">The whole part of their binary logarithms.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate<TLanes>(TLanes value, TLanes exponent)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes one = TLanes.Create(1);
        TLanes middle = TLanes.Create(1.5f);
        TLanes mantissa = TLanes.ScaleByPowerOfTwo(value, TLanes.Create(0) - exponent); // 1 to 2; below 3/4 to 3/2, so that nothing cancels near 1
        TLanes whole = TLanes.SelectIfLess(mantissa, middle, exponent, exponent + one);
        TLanes t = TLanes.SelectIfLess(mantissa, middle, mantissa, mantissa * TLanes.Create(0.5f)) - one;
        TLanes square = t * t;
        TLanes tail = TLanes.MultiplyAdd(TLanes.Create(-0.04507453411f), t, TLanes.Create(0.1046303209f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Create(-0.1316122897f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Create(0.1447840597f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Create(-0.1664730932f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Create(0.1999086001f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Create(-0.2500009589f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Create(0.3333344914f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Create(-0.5f));
        return TLanes.MultiplyAdd(whole, TLanes.Create(NaturalLogarithmOf2), TLanes.MultiplyAdd(tail, square, t));
    }
}
