using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Exponents in double precision, the power itself in single: good to about 1e-7 however large the exponent is.</summary>
internal readonly struct MixedExponential<TWide, TSingle> : IExponential<TWide, TSingle>
    where TWide : unmanaged, IWideLanes<TWide, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSingle Evaluate(TWide exponent)
    {
        TWide whole = TWide.Round(exponent);
        return PowerOfTwo.Single(TWide.Narrow(whole), TWide.Narrow(exponent - whole));
    }
}
