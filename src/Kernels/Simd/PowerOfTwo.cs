using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>2^(whole + fraction) for a whole number and a fraction in [-1/2, 1/2]: minimax polynomials in the fraction.</summary>
internal static class PowerOfTwo
{
    /// <summary>Single precision; the polynomial is good to 1.9e-9, so only rounding is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Single<TLanes>(TLanes whole, TLanes fraction)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        TLanes value = TLanes.MultiplyAdd(TLanes.Create(0.00015345779771296525f), fraction, TLanes.Create(0.0013399929818629383f));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.009618489060964235f));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.055503287816624156f));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.24022646890115523f));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(0.6931472057348868f));
        value = TLanes.MultiplyAdd(value, fraction, TLanes.Create(1f));
        return TLanes.ScaleByPowerOfTwo(value, whole);
    }

    /// <summary>Double precision; the polynomial is good to 3e-18.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Double<TLanes>(TLanes whole, TLanes fraction)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
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
