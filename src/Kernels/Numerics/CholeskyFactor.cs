using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Cholesky factorisation of a symmetric positive definite matrix, in place in a reusable buffer.</summary>
internal static unsafe class CholeskyFactor
{
    /// <summary>Columns that are eliminated together: a whole number of the widest vectors.</summary>
    private const int Panel = AlignedBuffer<double>.LaneMultiple;

    [ThreadStatic]
    private static AlignedBuffer<double>? _columns;

    /// <summary>
    /// Overwrites the lower triangle of <paramref name="matrix"/> (row-major, n rows of <paramref name="stride"/>, at least n with the padding of vectors)
    /// with L, L L^T = matrix; false when it is not positive definite. The first <paramref name="known"/> rows hold L already: a row of L depends on the
    /// rows above it alone. The upper triangle and the padding are overwritten too.
    /// </summary>
    public static bool TryFactorize(Span<double> matrix, int n, int stride, int known = 0)
    {
        if (stride < AlignedBuffer<double>.Padded(n) || matrix.Length < (long)n * stride)
            throw new ArgumentException($"{matrix.Length} numbers in rows of {stride} have no room for {n} padded rows.", nameof(matrix));
        fixed (double* a = matrix)
            return VectorWidth.Choose<Factorization, bool>(new Factorization(a, n, stride, known));
    }

    /// <summary>The same in vectors of a given width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryFactorize<TLanes>(double* a, int n, int stride, int known)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        AlignedBuffer<double> buffer = _columns ??= new AlignedBuffer<double>();
        buffer.Resize(checked(Panel * (stride + Panel)));
        int apart = stride + Panel;
        for (int start = 0; start < n; start += Panel)
        {
            int end = Math.Min(start + Panel, n);
            double* panel = a + ((nint)start * stride) + start;
            if (!TryFactorizeRows(panel, end - start, stride, known - start))
                return false;
            double* columns = buffer.Pointer;
            int first = Math.Max(end, known);
            TurnRows(a + start, end, first, stride, columns, apart);
            for (int i = first; i < n; i += TLanes.Count)
                SolveRows<TLanes>(panel, a + start, i, Math.Min(i + TLanes.Count, n), stride, columns, apart);
            Eliminate<TLanes>(a, start, first, n, stride, columns, apart);
        }

        return true;
    }

    /// <summary>A panel's own rows, one number at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFactorizeRows(double* panel, int width, int stride, int known)
    {
        for (int i = Math.Max(known, 0); i < width; i++)
        {
            double* row = panel + ((nint)i * stride);
            for (int j = 0; j <= i; j++)
            {
                double* other = panel + ((nint)j * stride);
                double entry = row[j];
                for (int k = 0; k < j; k++)
                    entry -= row[k] * other[k];
                row[j] = j < i ? entry / other[j] : Math.Sqrt(entry);
            }

            if (!(row[i] > 0) || !double.IsFinite(row[i]))
                return false;
        }

        return true;
    }

    /// <summary>Writes the panel's part of rows as columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnRows(double* rows, int from, int to, int stride, double* columns, int apart)
    {
        for (int i = from; i < to; i++)
        {
            double* row = rows + ((nint)i * stride);
            for (int k = 0; k < Panel; k++)
                columns[(k * apart) + i] = row[k];
        }
    }

    /// <summary>Divides rows below a panel by its triangle, as many at a time as a vector has lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SolveRows<TLanes>(double* panel, double* rows, int from, int to, int stride, double* columns, int apart)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TurnRows(rows, from, to, stride, columns, apart);
        columns += from;
        for (int k = 0; k < Panel; k++)
        {
            double* column = columns + (k * apart);
            TLanes quotient = TLanes.Load(column) * TLanes.Create(1 / panel[((nint)k * stride) + k]);
            TLanes.Store(quotient, column);
            for (int l = k + 1; l < Panel; l++)
            {
                column += apart;
                TLanes.Store(TLanes.MultiplyAdd(quotient, TLanes.Create(-panel[((nint)l * stride) + k]), TLanes.Load(column)), column);
            }
        }

        for (int i = from; i < to; i++)
        {
            double* row = rows + ((nint)i * stride);
            for (int k = 0; k < Panel; k++)
                row[k] = columns[(k * apart) + i - from];
        }
    }

    /// <summary>Subtracts the panel's part of all products from the rows below that are not known, up to the diagonal and a little beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eliminate<TLanes>(double* a, int start, int first, int n, int stride, double* columns, int apart)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        for (int i = first; i < n; i += 4)
        {
            double* row0 = a + ((nint)i * stride);
            double* row1 = a + ((nint)Math.Min(i + 1, n - 1) * stride);
            double* row2 = a + ((nint)Math.Min(i + 2, n - 1) * stride);
            double* row3 = a + ((nint)Math.Min(i + 3, n - 1) * stride);
            for (int j = start + Panel; j < Math.Min(i + 4, n); j += TLanes.Count)
            {
                TLanes sum0 = default, sum1 = default, sum2 = default, sum3 = default;
                double* column = columns + j;
                for (int k = start; k < start + Panel; k++, column += apart)
                {
                    TLanes lanes = TLanes.Load(column);
                    sum0 = TLanes.MultiplyAdd(TLanes.Create(row0[k]), lanes, sum0);
                    sum1 = TLanes.MultiplyAdd(TLanes.Create(row1[k]), lanes, sum1);
                    sum2 = TLanes.MultiplyAdd(TLanes.Create(row2[k]), lanes, sum2);
                    sum3 = TLanes.MultiplyAdd(TLanes.Create(row3[k]), lanes, sum3);
                }

                TLanes.Store(TLanes.Load(row0 + j) - sum0, row0 + j);
                if (i + 1 < n)
                    TLanes.Store(TLanes.Load(row1 + j) - sum1, row1 + j);
                if (i + 2 < n)
                    TLanes.Store(TLanes.Load(row2 + j) - sum2, row2 + j);
                if (i + 3 < n)
                    TLanes.Store(TLanes.Load(row3 + j) - sum3, row3 + j);
            }
        }
    }

    /// <summary>Solves L L^T x = x in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int n, int stride, Span<double> x)
    {
        VectorKernel vectors = VectorKernel.Instance;
        fixed (double* l = factor, solution = x)
        {
            for (int i = 0; i < n; i++)
            {
                double* row = l + ((nint)i * stride);
                solution[i] = (solution[i] - vectors.Dot(row, solution, i)) / row[i];
            }

            for (int i = n - 1; i >= 0; i--)
            {
                double* row = l + ((nint)i * stride);
                solution[i] /= row[i];
                vectors.MultiplyAdd(row, -solution[i], solution, solution, i);
            }
        }
    }

    private readonly struct Factorization(double* a, int n, int stride, int known) : IForLanes<bool>
    {
        public bool With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => TryFactorize<TDouble>(a, n, stride, known);
    }
}
