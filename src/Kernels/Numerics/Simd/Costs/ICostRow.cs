namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>One row of a cost matrix: loads costs or computes them from points.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TLanes">The lanes costs are delivered in.</typeparam>
internal interface ICostRow<TSelf, TLanes>
{
    /// <summary>Row <paramref name="row"/> of <paramref name="rows"/>.</summary>
    static abstract TSelf Create(in CostRows rows, int row);

    /// <summary>The costs of the columns from <paramref name="column"/> on.</summary>
    TLanes Cost(int column);
}
