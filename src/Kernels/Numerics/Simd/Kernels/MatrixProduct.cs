using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Products of small matrices of double precision.</summary>
internal abstract unsafe class MatrixProduct
{
    /// <summary>The product for the widest vectors the machine computes with.</summary>
    public static MatrixProduct Instance { get; } = VectorWidth.Choose<Maker, MatrixProduct>(default);

    /// <summary><c>result = left right</c>, row-major.</summary>
    /// <param name="left">Rows x inner.</param>
    /// <param name="leftStride">Elements between rows of <paramref name="left"/>.</param>
    /// <param name="right">Inner x columns, without gaps.</param>
    /// <param name="result">Rows x columns, without gaps.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="inner">Length of the sums.</param>
    /// <param name="columns">Columns of the result, a multiple of the padding.</param>
    public abstract void Multiply(double* left, int leftStride, double* right, double* result, int rows, int inner, int columns);

    private readonly struct Maker : IForLanes<MatrixProduct>
    {
        public MatrixProduct With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => new MatrixProduct<TDouble>();
    }
}

/// <inheritdoc/>
internal sealed unsafe class MatrixProduct<TLanes> : MatrixProduct
    where TLanes : unmanaged, ILanes<TLanes, double>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Multiply(double* left, int leftStride, double* right, double* result, int rows, int inner, int columns)
    {
        for (int column = 0; column < columns; column += TLanes.Count)
        {
            double* tile = right + column;
            int row = 0;
            for (; row <= rows - 4; row += 4)
                FourRows(left + ((nint)row * leftStride), leftStride, tile, result + ((nint)row * columns) + column, inner, columns);
            for (; row < rows; row++)
            {
                TLanes sum = default;
                for (int k = 0; k < inner; k++)
                    sum = TLanes.MultiplyAdd(TLanes.Create(left[((nint)row * leftStride) + k]), TLanes.Load(tile + ((nint)k * columns)), sum);
                TLanes.Store(sum, result + ((nint)row * columns) + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(double* left, int leftStride, double* tile, double* result, int inner, int columns)
    {
        double* left1 = left + leftStride;
        double* left2 = left1 + leftStride;
        double* left3 = left2 + leftStride;
        TLanes sum0 = default;
        TLanes sum1 = default;
        TLanes sum2 = default;
        TLanes sum3 = default;
        for (int k = 0; k < inner; k++, tile += columns)
        {
            TLanes lanes = TLanes.Load(tile);
            sum0 = TLanes.MultiplyAdd(TLanes.Create(left[k]), lanes, sum0);
            sum1 = TLanes.MultiplyAdd(TLanes.Create(left1[k]), lanes, sum1);
            sum2 = TLanes.MultiplyAdd(TLanes.Create(left2[k]), lanes, sum2);
            sum3 = TLanes.MultiplyAdd(TLanes.Create(left3[k]), lanes, sum3);
        }

        TLanes.Store(sum0, result);
        TLanes.Store(sum1, result + columns);
        TLanes.Store(sum2, result + (2 * (nint)columns));
        TLanes.Store(sum3, result + (3 * (nint)columns));
    }
}
