using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Exponents in double precision, the power itself in single: good to about 1e-7 however large the exponent is.</summary>
internal readonly unsafe struct MixedExponential<TWide, TSingle> : IExponential<MixedExponential<TWide, TSingle>, TWide, TSingle>
    where TWide : unmanaged, IWideLanes<TWide, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
{
    private readonly SinglePolynomial<TSingle> _polynomial;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MixedExponential(float* coefficients) => _polynomial = new(coefficients);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MixedExponential<TWide, TSingle> Create() => new(PolynomialCoefficients.Single);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TSingle Evaluate(TWide exponent)
    {
        TWide whole = TWide.Round(exponent);
        return _polynomial.Evaluate(TWide.Narrow(whole), TWide.Narrow(exponent - whole));
    }
}
