using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Products of a stored matrix with a vector from either side. Sums are taken in the matrix's precision over short stretches and in double
/// from there. Rows are padded to whole vectors; the padding of matrices may hold any finite number, that of vectors zeros.
/// </summary>
internal abstract unsafe class KernelProducts
{
    /// <summary>Products of matrices of single precision.</summary>
    public static KernelProducts Single { get; } = VectorWidth.Choose<SingleMaker, KernelProducts>(default);

    /// <summary>Products of matrices of double precision.</summary>
    public static KernelProducts Double { get; } = VectorWidth.Choose<DoubleMaker, KernelProducts>(default);

    /// <summary>
    /// Adds <c>sum_j matrix_ij vector_j</c> over the columns of <paramref name="columns"/>, whose bounds are multiples of the padding, to
    /// <c>result_i</c>, for the rows from <paramref name="first"/> to before <paramref name="end"/>.
    /// </summary>
    public abstract void AddRowSums(void* matrix, int first, int end, int paddedColumnCount, ColumnRange columns, void* vector, double* result);

    /// <summary>
    /// <c>result_j = sum_i vector_i matrix_ij</c> for the columns of <paramref name="columns"/>, whose bounds are multiples of the padding.
    /// </summary>
    public abstract void ColumnSums(void* matrix, int rowCount, int paddedColumnCount, ColumnRange columns, void* vector, double* result);

    /// <summary>
    /// The row sums <c>s_i = sum_j matrix_ij vector_j</c>, then <c>t_i = weights_i / s_i</c>, and the column sums <c>sum_i t_i matrix_ij</c>: a few rows at a time, so that the matrix is
    /// read from memory once.
    /// </summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="paddedColumnCount">Its columns with padding.</param>
    /// <param name="vector">As long as a row, of the matrix's type.</param>
    /// <param name="weights">One number a row.</param>
    /// <param name="rowSums">Receives s.</param>
    /// <param name="scaled">Receives t, of the matrix's type.</param>
    /// <param name="columnSums">Receives the column sums, padding included.</param>
    /// <param name="isBackward">
    /// Whether to begin with the last rows. Sweeps to and fro find in the cache what the one before read last, where the matrix does not quite fit; sums differ in the last bits
    /// of double precision.
    /// </param>
    public abstract void Sweep(
        void* matrix, int rowCount, int paddedColumnCount, void* vector, double* weights, double* rowSums, void* scaled, double* columnSums, bool isBackward);

    private readonly struct SingleMaker : IForLanes<KernelProducts>
    {
        public KernelProducts With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => new KernelProducts<TSingle, float>();
    }

    private readonly struct DoubleMaker : IForLanes<KernelProducts>
    {
        public KernelProducts With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => new KernelProducts<TDouble, double>();
    }
}

/// <inheritdoc/>
internal sealed unsafe class KernelProducts<TLanes, T> : KernelProducts
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, INumberBase<T>
{
    private static int ColumnsAtATime => 32 * TLanes.Count;

    private const int RowsAtATime = 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void AddRowSums(void* matrix, int first, int end, int paddedColumnCount, ColumnRange columns, void* vector, double* result)
    {
        var v = (T*)vector;
        int i = first;
        for (; i <= end - 4; i += 4)
        {
            T* row0 = (T*)matrix + ((long)i * paddedColumnCount);
            T* row1 = row0 + paddedColumnCount;
            T* row2 = row1 + paddedColumnCount;
            T* row3 = row2 + paddedColumnCount;
            double total0 = 0;
            double total1 = 0;
            double total2 = 0;
            double total3 = 0;
            for (int start = columns.First; start < columns.End; start += ColumnsAtATime)
            {
                int stop = Math.Min(columns.End, start + ColumnsAtATime);
                TLanes sum0 = default;
                TLanes sum1 = default;
                TLanes sum2 = default;
                TLanes sum3 = default;
                for (int j = start; j < stop; j += TLanes.Count)
                {
                    TLanes lanes = TLanes.Load(v + j);
                    sum0 = TLanes.MultiplyAdd(TLanes.Load(row0 + j), lanes, sum0);
                    sum1 = TLanes.MultiplyAdd(TLanes.Load(row1 + j), lanes, sum1);
                    sum2 = TLanes.MultiplyAdd(TLanes.Load(row2 + j), lanes, sum2);
                    sum3 = TLanes.MultiplyAdd(TLanes.Load(row3 + j), lanes, sum3);
                }

                total0 += TLanes.Sum(sum0);
                total1 += TLanes.Sum(sum1);
                total2 += TLanes.Sum(sum2);
                total3 += TLanes.Sum(sum3);
            }

            result[i] += total0;
            result[i + 1] += total1;
            result[i + 2] += total2;
            result[i + 3] += total3;
        }

        for (; i < end; i++)
            result[i] += RowSum((T*)matrix + ((long)i * paddedColumnCount), columns, v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void ColumnSums(void* matrix, int rowCount, int paddedColumnCount, ColumnRange columns, void* vector, double* result)
    {
        (int first, int end) = columns;
        new Span<double>(result + first, end - first).Clear();
        AddRows((T*)matrix + first, rowCount, paddedColumnCount, (T*)vector, result + first, end - first);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Sweep(
        void* matrix, int rowCount, int paddedColumnCount, void* vector, double* weights, double* rowSums, void* scaled, double* columnSums, bool isBackward)
    {
        var all = new ColumnRange(0, paddedColumnCount);
        var t = (T*)scaled;
        new Span<double>(rowSums, rowCount).Clear();
        new Span<double>(columnSums, paddedColumnCount).Clear();
        int blocks = (rowCount + RowsAtATime - 1) / RowsAtATime;
        for (int block = 0; block < blocks; block++)
        {
            int start = (isBackward ? blocks - 1 - block : block) * RowsAtATime;
            int stop = Math.Min(rowCount, start + RowsAtATime);
            AddRowSums(matrix, start, stop, paddedColumnCount, all, vector, rowSums);
            for (int i = start; i < stop; i++)
                t[i] = T.CreateTruncating(weights[i] / rowSums[i]);
            AddRows((T*)matrix + ((nint)start * paddedColumnCount), stop - start, paddedColumnCount, t + start, columnSums, paddedColumnCount);
        }
    }

    /// <summary>Adds multiples of rows to sums, which are taken in the matrix's precision over sixteen rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(T* rows, int rowCount, nint stride, T* factors, double* sums, int columnCount)
    {
        int i = 0;
        for (; i <= rowCount - RowsAtATime; i += RowsAtATime)
            AddSixteenRows(rows + (i * stride), stride, factors + i, sums, columnCount);
        for (int j = 0; j < columnCount && i < rowCount; j += TLanes.Count)
        {
            TLanes sum = default;
            for (int k = i; k < rowCount; k++)
                sum = TLanes.MultiplyAdd(TLanes.Create(factors[k]), TLanes.Load(rows + (k * stride) + j), sum);
            TLanes.AddTo(sum, sums + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSixteenRows(T* row, nint stride, T* t, double* sums, int columnCount)
    {
        TLanes t0 = TLanes.Create(t[0]);
        TLanes t1 = TLanes.Create(t[1]);
        TLanes t2 = TLanes.Create(t[2]);
        TLanes t3 = TLanes.Create(t[3]);
        TLanes t4 = TLanes.Create(t[4]);
        TLanes t5 = TLanes.Create(t[5]);
        TLanes t6 = TLanes.Create(t[6]);
        TLanes t7 = TLanes.Create(t[7]);
        TLanes t8 = TLanes.Create(t[8]);
        TLanes t9 = TLanes.Create(t[9]);
        TLanes t10 = TLanes.Create(t[10]);
        TLanes t11 = TLanes.Create(t[11]);
        TLanes t12 = TLanes.Create(t[12]);
        TLanes t13 = TLanes.Create(t[13]);
        TLanes t14 = TLanes.Create(t[14]);
        TLanes t15 = TLanes.Create(t[15]);
        for (int j = 0; j < columnCount; j += TLanes.Count, row += TLanes.Count)
        {
            TLanes sum0 = t0 * TLanes.Load(row);
            TLanes sum1 = t1 * TLanes.Load(row + stride);
            TLanes sum2 = t2 * TLanes.Load(row + (2 * stride));
            TLanes sum3 = t3 * TLanes.Load(row + (3 * stride));
            sum0 = TLanes.MultiplyAdd(t4, TLanes.Load(row + (4 * stride)), sum0);
            sum1 = TLanes.MultiplyAdd(t5, TLanes.Load(row + (5 * stride)), sum1);
            sum2 = TLanes.MultiplyAdd(t6, TLanes.Load(row + (6 * stride)), sum2);
            sum3 = TLanes.MultiplyAdd(t7, TLanes.Load(row + (7 * stride)), sum3);
            sum0 = TLanes.MultiplyAdd(t8, TLanes.Load(row + (8 * stride)), sum0);
            sum1 = TLanes.MultiplyAdd(t9, TLanes.Load(row + (9 * stride)), sum1);
            sum2 = TLanes.MultiplyAdd(t10, TLanes.Load(row + (10 * stride)), sum2);
            sum3 = TLanes.MultiplyAdd(t11, TLanes.Load(row + (11 * stride)), sum3);
            sum0 = TLanes.MultiplyAdd(t12, TLanes.Load(row + (12 * stride)), sum0);
            sum1 = TLanes.MultiplyAdd(t13, TLanes.Load(row + (13 * stride)), sum1);
            sum2 = TLanes.MultiplyAdd(t14, TLanes.Load(row + (14 * stride)), sum2);
            sum3 = TLanes.MultiplyAdd(t15, TLanes.Load(row + (15 * stride)), sum3);
            TLanes.AddTo(sum0 + sum1 + (sum2 + sum3), sums + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double RowSum(T* row, ColumnRange columns, T* vector)
    {
        double total = 0;
        for (int start = columns.First; start < columns.End; start += ColumnsAtATime)
        {
            int stop = Math.Min(columns.End, start + ColumnsAtATime);
            TLanes sum = default;
            for (int j = start; j < stop; j += TLanes.Count)
                sum = TLanes.MultiplyAdd(TLanes.Load(row + j), TLanes.Load(vector + j), sum);
            total += TLanes.Sum(sum);
        }

        return total;
    }
}

/// <summary>Consecutive columns of a matrix.</summary>
/// <param name="First">The first column.</param>
/// <param name="End">The column after the last.</param>
internal readonly record struct ColumnRange(int First, int End);
