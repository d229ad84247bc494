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

    /// <summary><paramref name="left"/> / <paramref name="right"/>.</summary>
    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary>The natural logarithm of positive numbers.</summary>
    static abstract TSelf Log(TSelf value);

    /// <summary>Lane by lane: <paramref name="left"/> &lt; <paramref name="right"/> ? <paramref name="whenTrue"/> : <paramref name="whenFalse"/>.</summary>
    static abstract TSelf SelectIfLess(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Whether every lane of <paramref name="left"/> is less than that of <paramref name="right"/>.</summary>
    static abstract bool AreAllLess(TSelf left, TSelf right);
}
