using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// 2^(whole + fraction) in single precision for a whole number and a fraction in [-1/2, 1/2], by a minimax polynomial good to 1.9e-9, so that
/// only rounding is left. Its coefficients are read from memory once, before a loop: as constants they would be read again with every use,
/// and loads would take longer than arithmetic.
/// </summary>
internal readonly unsafe struct SinglePolynomial<TLanes>
    where TLanes : unmanaged, ILanes<TLanes, float>
{
    private readonly TLanes _c1;
    private readonly TLanes _c2;
    private readonly TLanes _c3;
    private readonly TLanes _c4;
    private readonly TLanes _c5;
    private readonly TLanes _c6;
    private readonly TLanes _one;

    /// <summary>Loads the coefficients.</summary>
    /// <param name="coefficients"><see cref="PolynomialCoefficients.Single"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SinglePolynomial(float* coefficients)
    {
        _one = TLanes.Create(coefficients[0]);
        _c1 = TLanes.Create(coefficients[1]);
        _c2 = TLanes.Create(coefficients[2]);
        _c3 = TLanes.Create(coefficients[3]);
        _c4 = TLanes.Create(coefficients[4]);
        _c5 = TLanes.Create(coefficients[5]);
        _c6 = TLanes.Create(coefficients[6]);
    }

    /// <summary>2^(whole + fraction).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Evaluate(TLanes whole, TLanes fraction)
    {
        TLanes value = TLanes.MultiplyAdd(_c6, fraction, _c5);
        value = TLanes.MultiplyAdd(value, fraction, _c4);
        value = TLanes.MultiplyAdd(value, fraction, _c3);
        value = TLanes.MultiplyAdd(value, fraction, _c2);
        value = TLanes.MultiplyAdd(value, fraction, _c1);
        value = TLanes.MultiplyAdd(value, fraction, _one);
        return TLanes.ScaleByPowerOfTwo(value, whole);
    }
}
