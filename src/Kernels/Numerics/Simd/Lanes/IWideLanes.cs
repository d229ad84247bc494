namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Double-precision lanes beside which single-precision lanes of the same count exist.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TSingle">The single-precision lanes of the same count.</typeparam>
internal interface IWideLanes<TSelf, TSingle> : ILanes<TSelf, double>
    where TSelf : unmanaged, IWideLanes<TSelf, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
{
    /// <summary>Rounds every lane to single precision.</summary>
    static abstract TSingle Narrow(TSelf value);
}
