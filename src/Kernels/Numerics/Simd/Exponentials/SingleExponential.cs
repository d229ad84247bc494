using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Single precision throughout: the relative error grows with the exponent, about 4e-8 times its magnitude.</summary>
internal readonly unsafe struct SingleExponential<TLanes> : IExponential<SingleExponential<TLanes>, TLanes, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, float>
{
    private readonly SinglePolynomial<TLanes> _polynomial;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SingleExponential(float* coefficients) => _polynomial = new(coefficients);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleExponential<TLanes> Create() => new(PolynomialCoefficients.Single);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Evaluate(TLanes exponent)
    {
        TLanes whole = TLanes.Round(exponent);
        return _polynomial.Evaluate(whole, exponent - whole);
    }
}
