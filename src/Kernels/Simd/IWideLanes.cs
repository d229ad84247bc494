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

    /// <summary>The natural logarithm of positive numbers.</summary>
    static abstract TSelf Log(TSelf value);

    /// <summary>Whether every lane of <paramref name="left"/> is less than that of <paramref name="right"/>.</summary>
    static abstract bool AreAllLess(TSelf left, TSelf right);
}
