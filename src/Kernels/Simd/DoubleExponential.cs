using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Double precision throughout.</summary>
internal readonly struct DoubleExponential<TLanes> : IExponential<TLanes, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, double>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate(TLanes exponent)
    {
        TLanes whole = TLanes.Round(exponent);
        return PowerOfTwo.Double(whole, exponent - whole);
    }
}
