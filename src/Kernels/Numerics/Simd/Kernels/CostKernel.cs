using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Rows of costs in double precision: the very numbers that other kernels compute on the way.</summary>
internal abstract unsafe class CostKernel
{
    /// <summary>The kernel for costs of points, for the widest vectors the machine computes with.</summary>
    public static CostKernel For(CostShape shape) => VectorWidth.Choose<Maker, CostKernel>(new Maker(shape));

    /// <summary>Writes the costs of a row, padding included.</summary>
    public abstract void StoreRow(in CostRows rows, int row, double* costs);

    /// <summary>Writes the costs of the first rows, one after another, padding included: the same bits.</summary>
    public virtual void StoreRows(in CostRows rows, int rowCount, double* costs)
    {
        for (int i = 0; i < rowCount; i++)
            StoreRow(rows, i, costs + ((nint)i * rows.PaddedColumnCount));
    }

    /// <summary>The kernel of a given width, for tests that compare widths.</summary>
    public static CostKernel Create<TWide, TSingle>(CostShape shape)
        where TWide : unmanaged, IWideLanes<TWide, TSingle>
        where TSingle : unmanaged, ILanes<TSingle, float> => shape switch
        {
            CostShape.Plane => new CostKernel<TWide, SquaredEuclidean2<TWide, double>>(),
            CostShape.Space => new CostKernel<TWide, SquaredEuclidean3<TWide, double>>(),
            CostShape.SphereArc => new CostKernel<TWide, SphereArc<TWide, double>>(),
            _ => new SquaredDistanceKernel<TWide>(),
        };

    private readonly struct Maker(CostShape shape) : IForLanes<CostKernel>
    {
        public CostKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => Create<TDouble, TSingle>(shape);
    }
}

/// <inheritdoc/>
internal unsafe class CostKernel<TLanes, TCost> : CostKernel
    where TLanes : unmanaged, ILanes<TLanes, double>
    where TCost : ICostRow<TCost, TLanes>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void StoreRow(in CostRows rows, int row, double* costs)
    {
        TCost cost = TCost.Create(rows, row);
        for (int column = 0; column < rows.PaddedColumnCount; column += TLanes.Count)
            TLanes.Store(cost.Cost(column), costs + column);
    }
}

/// <summary>Squared distances in any dimension, four rows at a time: a single row waits for its own sums, and reads the columns' coordinates for itself alone.</summary>
internal sealed unsafe class SquaredDistanceKernel<TLanes> : CostKernel<TLanes, SquaredEuclideanAny<TLanes, double>>
    where TLanes : unmanaged, ILanes<TLanes, double>
{
    private const int RowsAtOnce = 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void StoreRows(in CostRows rows, int rowCount, double* costs)
    {
        int stride = rows.PaddedColumnCount;
        int row = 0;
        for (; row <= rowCount - RowsAtOnce; row += RowsAtOnce)
            for (int column = 0; column < stride; column += TLanes.Count)
                StoreFour(rows.ColumnAxes + column, stride, rows.RowPoints + ((nint)row * rows.Dimension), rows.Dimension, costs + ((nint)row * stride) + column);
        for (; row < rowCount; row++)
            StoreRow(rows, row, costs + ((nint)row * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(float* axes, nint stride, float* points, int dimension, double* costs)
    {
        float* points1 = points + dimension;
        float* points2 = points1 + dimension;
        float* points3 = points2 + dimension;
        TLanes sum0 = default;
        TLanes sum1 = default;
        TLanes sum2 = default;
        TLanes sum3 = default;
        for (int k = 0; k < dimension; k++, axes += stride)
        {
            TLanes coordinates = TLanes.LoadSingles(axes);
            TLanes difference0 = coordinates - TLanes.CreateFromSingle(points[k]);
            TLanes difference1 = coordinates - TLanes.CreateFromSingle(points1[k]);
            TLanes difference2 = coordinates - TLanes.CreateFromSingle(points2[k]);
            TLanes difference3 = coordinates - TLanes.CreateFromSingle(points3[k]);
            sum0 = TLanes.MultiplyAdd(difference0, difference0, sum0);
            sum1 = TLanes.MultiplyAdd(difference1, difference1, sum1);
            sum2 = TLanes.MultiplyAdd(difference2, difference2, sum2);
            sum3 = TLanes.MultiplyAdd(difference3, difference3, sum3);
        }

        TLanes.Store(sum0, costs);
        TLanes.Store(sum1, costs + stride);
        TLanes.Store(sum2, costs + (2 * stride));
        TLanes.Store(sum3, costs + (3 * stride));
    }
}
