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
    /// <paramref name="scratch"/> is as long as a row and of the matrix's type.
    /// </summary>
    public abstract void ColumnSums(void* matrix, int rowCount, int paddedColumnCount, ColumnRange columns, void* vector, double* result, void* scratch);

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
    where T : unmanaged
{
    private static int ColumnsAtATime => 32 * TLanes.Count;

    private const int RowsAtATime = 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ColumnSums(void* matrix, int rowCount, int paddedColumnCount, ColumnRange columns, void* vector, double* result, void* scratch)
    {
        (int first, int end) = columns;
        var u = (T*)vector;
        var sums = (T*)scratch;
        new Span<double>(result + first, end - first).Clear();
        for (int start = 0; start < rowCount; start += RowsAtATime)
        {
            int stop = Math.Min(rowCount, start + RowsAtATime);
            new Span<T>(sums + first, end - first).Clear();
            int i = start;
            for (; i <= stop - 4; i += 4)
                AddFourRows((T*)matrix + ((long)i * paddedColumnCount), paddedColumnCount, u + i, sums, first, end);
            for (; i < stop; i++)
                AddRow((T*)matrix + ((long)i * paddedColumnCount), TLanes.Create(u[i]), sums, first, end);
            for (int j = first; j < end; j += TLanes.Count)
                TLanes.AddTo(TLanes.Load(sums + j), result + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFourRows(T* row0, int paddedColumnCount, T* u, T* sums, int first, int end)
    {
        T* row1 = row0 + paddedColumnCount;
        T* row2 = row1 + paddedColumnCount;
        T* row3 = row2 + paddedColumnCount;
        TLanes u0 = TLanes.Create(u[0]);
        TLanes u1 = TLanes.Create(u[1]);
        TLanes u2 = TLanes.Create(u[2]);
        TLanes u3 = TLanes.Create(u[3]);
        for (int j = first; j < end; j += TLanes.Count)
        {
            TLanes sum = TLanes.MultiplyAdd(u0, TLanes.Load(row0 + j), TLanes.Load(sums + j));
            sum = TLanes.MultiplyAdd(u1, TLanes.Load(row1 + j), sum);
            sum = TLanes.MultiplyAdd(u2, TLanes.Load(row2 + j), sum);
            TLanes.Store(TLanes.MultiplyAdd(u3, TLanes.Load(row3 + j), sum), sums + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(T* row, TLanes u, T* sums, int first, int end)
    {
        for (int j = first; j < end; j += TLanes.Count)
            TLanes.Store(TLanes.MultiplyAdd(u, TLanes.Load(row + j), TLanes.Load(sums + j)), sums + j);
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
