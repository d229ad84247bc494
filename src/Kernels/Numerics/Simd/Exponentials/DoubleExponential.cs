using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Double precision throughout: a minimax polynomial of degree 11 in the fractional part of the exponent, good to 3e-18.</summary>
internal readonly struct DoubleExponential<TLanes> : IExponential<DoubleExponential<TLanes>, TLanes, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, double>
{
    public static DoubleExponential<TLanes> Create() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Evaluate(TLanes exponent)
    {
        TLanes whole = TLanes.Round(exponent);
        TLanes fraction = exponent - whole;
        TLanes value = TLanes.MultiplyAdd(TLanes.Create(4.4353523518648836e-10), fraction, TLanes.Create(7.074104341827516e-09));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(1.0178197558846429e-07));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(1.3215433097307574e-06));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(1.525273349109609e-05));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.0001540353046249882));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.0013333558146788774));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.009618129107588348));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.055504108664819925));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.24022650695910155));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.6931471805599453));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(1.0));
        return TLanes.ScaleByPowerOfTwo(value, whole);
    }
}
