using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Rows of costs in double precision: the very numbers that other kernels compute on the way.</summary>
internal abstract unsafe class CostKernel
{
    /// <summary>The kernel for costs of points, for the widest vectors the machine computes with.</summary>
    public static CostKernel For(CostShape shape) => VectorWidth.Choose<Maker, CostKernel>(new Maker(shape));

    /// <summary>Writes the costs of a row, padding included.</summary>
    public abstract void StoreRow(in CostRows rows, int row, double* costs);

    /// <summary>The kernel of a given width, for tests that compare widths.</summary>
    public static CostKernel Create<TWide, TSingle>(CostShape shape)
        where TWide : unmanaged, IWideLanes<TWide, TSingle>
        where TSingle : unmanaged, ILanes<TSingle, float> => shape switch
        {
            CostShape.Plane => new CostKernel<TWide, SquaredEuclidean2<TWide, double>>(),
            CostShape.Space => new CostKernel<TWide, SquaredEuclidean3<TWide, double>>(),
            CostShape.SphereArc => new CostKernel<TWide, SphereArc<TWide, double>>(),
            _ => new CostKernel<TWide, SquaredEuclideanAny<TWide, double>>(),
        };

    private readonly struct Maker(CostShape shape) : IForLanes<CostKernel>
    {
        public CostKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => Create<TDouble, TSingle>(shape);
    }
}

/// <inheritdoc/>
internal sealed unsafe class CostKernel<TLanes, TCost> : CostKernel
    where TLanes : unmanaged, ILanes<TLanes, double>
    where TCost : ICostRow<TCost, TLanes>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void StoreRow(in CostRows rows, int row, double* costs)
    {
        TCost cost = TCost.Create(rows, row);
        for (int column = 0; column < rows.PaddedColumnCount; column += TLanes.Count)
            TLanes.Store(cost.Cost(column), costs + column);
    }
}
