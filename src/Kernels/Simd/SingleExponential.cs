using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Single precision throughout: the relative error grows with the exponent, about 4e-8 times its magnitude.</summary>
internal readonly struct SingleExponential<TLanes> : IExponential<TLanes, TLanes>
    where TLanes : unmanaged, ILanes<TLanes, float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate(TLanes exponent)
    {
        TLanes whole = TLanes.Round(exponent);
        return PowerOfTwo.Single(whole, exponent - whole);
    }
}
