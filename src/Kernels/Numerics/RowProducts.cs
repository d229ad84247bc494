using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Inner products of all rows of one matrix with all rows of another, <c>C += scale A B^T</c>, in double precision.</summary>
internal static unsafe class RowProducts
{
    /// <summary>Numbers of a panel that stays in the second-level cache.</summary>
    private const int PanelLength = 96 * 1024;

    /// <summary>Longer rows are multiplied piece by piece, so that the rows at hand stay in the first-level cache; no power of two, which would put them all in the same sets.</summary>
    private const int LongestRun = 1008;

    [ThreadStatic]
    private static AlignedBuffer<double>? _left;

    [ThreadStatic]
    private static AlignedBuffer<double>? _right;

    /// <summary>Adds <paramref name="scale"/> times the products; with <paramref name="symmetric"/> (A = B) only the lower triangle is formed, then mirrored by the caller.</summary>
    /// <param name="left">A, p x length, row-major.</param>
    /// <param name="p">Rows of A.</param>
    /// <param name="right">B, q x length, row-major.</param>
    /// <param name="q">Rows of B.</param>
    /// <param name="length">Numbers a row.</param>
    /// <param name="result">C, p x q, row-major.</param>
    /// <param name="scale">Factor of every product.</param>
    /// <param name="symmetric">Whether entries above the diagonal are left alone.</param>
    public static void Accumulate(ReadOnlySpan<double> left, int p, ReadOnlySpan<double> right, int q, int length, Span<double> result, double scale = 1, bool symmetric = false)
    {
        if (left.Length < (long)p * length || right.Length < (long)q * length || result.Length < (long)p * q)
            throw new ArgumentException("A matrix is shorter than its shape.");
        fixed (double* a = left, b = right, c = result)
            Accumulate(a, length, p, b, length, q, length, c, q, scale, symmetric);
    }

    /// <summary>The same with rows apart by given numbers of elements.</summary>
    public static void Accumulate(double* a, int aStride, int p, double* b, int bStride, int q, int length, double* c, int cStride, double scale, bool symmetric) =>
        VectorWidth.Choose<Products, int>(new Products(a, aStride, p, b, bStride, q, length, c, cStride, scale, symmetric));

    /// <summary>Copies the lower triangle onto the upper one.</summary>
    public static void Mirror(Span<double> matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                matrix[(j * n) + i] = matrix[(i * n) + j];
        }
    }

    /// <summary>Multiplies column i of a matrix by <c>factors[i]</c>; <paramref name="result"/> may be the matrix itself.</summary>
    public static void ScaleColumns(ReadOnlySpan<double> matrix, int rows, ReadOnlySpan<double> factors, Span<double> result)
    {
        int length = factors.Length;
        for (int k = 0; k < rows; k++)
            TensorPrimitives.Multiply(matrix.Slice(k * length, length), factors, result.Slice(k * length, length));
    }

    /// <summary>Sums the rows weighted: <c>result += sum_k weights[k] rows[k]</c>.</summary>
    public static void AddWeightedRows(ReadOnlySpan<double> rows, ReadOnlySpan<double> weights, int length, Span<double> result)
    {
        if (rows.Length < (long)weights.Length * length || result.Length < length)
            throw new ArgumentException("The rows are shorter than their shape.");
        fixed (double* x = rows, w = weights, r = result)
        {
            // As wide as leaves no more than one block over.
            if (VectorWidth.Bits == 512 && length >= 4 * Double512.Count)
                AddWeightedRows<Double512>(x, w, weights.Length, length, r);
            else if (VectorWidth.Bits >= 256 && length >= 4 * Double256.Count)
                AddWeightedRows<Double256>(x, w, weights.Length, length, r);
            else if (VectorWidth.Bits >= 128 && length >= 4 * Double128.Count)
                AddWeightedRows<Double128>(x, w, weights.Length, length, r);
            else
                AddWeightedRows<DoubleScalar>(x, w, weights.Length, length, r);
        }
    }

    /// <summary>The same in vectors of a given width, four at a time, which stay in registers over all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWeightedRows<TLanes>(double* rows, double* weights, int count, int length, double* result)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        int block = 4 * TLanes.Count, over = length % block, first = 0;
        double* last = stackalloc double[block];
        if (over > 0 && length > block)
            new Span<double>(result + length - block, block).CopyTo(new Span<double>(last, block));
        for (; first + block <= length; first += block)
            AddBlock<TLanes>(rows + first, weights, count, length, result + first, result + first);
        if (over > 0 && length > block)
        {
            AddBlock<TLanes>(rows + length - block, weights, count, length, last, result + length - block);
            return;
        }

        for (; first < length; first++)
        {
            double sum = result[first];
            for (int k = 0; k < count; k++)
                sum += weights[k] * rows[((nint)k * length) + first];
            result[first] = sum;
        }
    }

    /// <summary>The same in vectors of a given width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate<TLanes>(double* a, int aStride, int p, double* b, int bStride, int q, int length, double* c, int cStride, double scale, bool symmetric)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        // Panels of B that stay in the second-level cache, then blocks of rows whose products stay in registers:
        // four rows fill the 32 vector registers that come with the widest vectors, two the 16 of the others.
        // Both are copied first: loads across cache lines would take half as long again, and padding leaves no tails.
        int height = TLanes.Count >= 16 ? 4 : 2;
        AlignedBuffer<double> leftBuffer = _left ??= new AlignedBuffer<double>(), rightBuffer = _right ??= new AlignedBuffer<double>();
        for (int from = 0; from < length; from += LongestRun)
        {
            int run = Math.Min(LongestRun, length - from), stride = AlignedBuffer<double>.Padded(run);
            int panel = Math.Max(4, Math.Min((q + 3) & ~3, PanelLength / stride) & ~3);
            leftBuffer.Resize(height * stride);
            rightBuffer.Resize(panel * stride);
            for (int start = 0; start < q; start += panel)
            {
                int end = Math.Min(q, start + panel);
                Pack(b + ((nint)start * bStride) + from, bStride, end - start, run, rightBuffer.Pointer, stride);
                for (int i = symmetric ? start : 0; i < p; i += height)
                {
                    int rows = Math.Min(height, p - i);
                    int last = symmetric ? Math.Min(end, i + rows) : end;
                    double* left = leftBuffer.Pointer;
                    Pack(a + ((nint)i * aStride) + from, aStride, rows, run, left, stride);
                    for (int j = start; j < last; j += 2)
                    {
                        int columns = Math.Min(2, last - j);
                        double* right = rightBuffer.Pointer + ((nint)(j - start) * stride);
                        double* destination = c + ((nint)i * cStride) + j;
                        int belowDiagonal = symmetric ? i - j : height;
                        if (height == 4)
                            FourByTwo<TLanes>(left, rows, right, columns, stride, destination, cStride, scale, belowDiagonal);
                        else
                            TwoByTwo<TLanes>(left, rows, right, columns, stride, destination, cStride, scale, belowDiagonal);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBlock<TLanes>(double* rows, double* weights, int count, int length, double* start, double* result)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        int n = TLanes.Count;
        TLanes s0 = TLanes.Load(start), s1 = TLanes.Load(start + n), s2 = TLanes.Load(start + (2 * n)), s3 = TLanes.Load(start + (3 * n));
        for (int k = 0; k < count; k++, rows += length)
        {
            if (weights[k] == 0)
                continue;
            TLanes weight = TLanes.Create(weights[k]);
            s0 = TLanes.MultiplyAdd(weight, TLanes.Load(rows), s0);
            s1 = TLanes.MultiplyAdd(weight, TLanes.Load(rows + n), s1);
            s2 = TLanes.MultiplyAdd(weight, TLanes.Load(rows + (2 * n)), s2);
            s3 = TLanes.MultiplyAdd(weight, TLanes.Load(rows + (3 * n)), s3);
        }

        TLanes.Store(s0, result);
        TLanes.Store(s1, result + n);
        TLanes.Store(s2, result + (2 * n));
        TLanes.Store(s3, result + (3 * n));
    }

    private static void Pack(double* source, int sourceStride, int rows, int length, double* destination, int stride)
    {
        for (int i = 0; i < rows; i++)
        {
            var row = new Span<double>(destination + ((nint)i * stride), stride);
            new ReadOnlySpan<double>(source + ((nint)i * sourceStride), length).CopyTo(row);
            row[length..].Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByTwo<TLanes>(double* a, int rows, double* b, int columns, int stride, double* c, int cStride, double scale, int belowDiagonal)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double* a1 = a + (Math.Min(1, rows - 1) * (nint)stride);
        double* a2 = a + (Math.Min(2, rows - 1) * (nint)stride);
        double* a3 = a + (Math.Min(3, rows - 1) * (nint)stride);
        double* b1 = b + ((columns - 1) * (nint)stride);
        TLanes s00 = TLanes.Create(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
        for (int k = 0; k < stride; k += TLanes.Count)
        {
            TLanes y0 = TLanes.Load(b + k), y1 = TLanes.Load(b1 + k), x = TLanes.Load(a + k);
            s00 = TLanes.MultiplyAdd(x, y0, s00);
            s01 = TLanes.MultiplyAdd(x, y1, s01);
            x = TLanes.Load(a1 + k);
            s10 = TLanes.MultiplyAdd(x, y0, s10);
            s11 = TLanes.MultiplyAdd(x, y1, s11);
            x = TLanes.Load(a2 + k);
            s20 = TLanes.MultiplyAdd(x, y0, s20);
            s21 = TLanes.MultiplyAdd(x, y1, s21);
            x = TLanes.Load(a3 + k);
            s30 = TLanes.MultiplyAdd(x, y0, s30);
            s31 = TLanes.MultiplyAdd(x, y1, s31);
        }

        Add(s00, s01, columns, c, scale, belowDiagonal);
        if (rows > 1)
            Add(s10, s11, columns, c + cStride, scale, belowDiagonal + 1);
        if (rows > 2)
            Add(s20, s21, columns, c + (2 * (nint)cStride), scale, belowDiagonal + 2);
        if (rows > 3)
            Add(s30, s31, columns, c + (3 * (nint)cStride), scale, belowDiagonal + 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoByTwo<TLanes>(double* a, int rows, double* b, int columns, int stride, double* c, int cStride, double scale, int belowDiagonal)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double* a1 = a + ((rows - 1) * (nint)stride);
        double* b1 = b + ((columns - 1) * (nint)stride);
        TLanes s00 = TLanes.Create(0), s01 = s00, s10 = s00, s11 = s00;
        for (int k = 0; k < stride; k += TLanes.Count)
        {
            TLanes x0 = TLanes.Load(a + k), x1 = TLanes.Load(a1 + k);
            TLanes y0 = TLanes.Load(b + k), y1 = TLanes.Load(b1 + k);
            s00 = TLanes.MultiplyAdd(x0, y0, s00);
            s01 = TLanes.MultiplyAdd(x0, y1, s01);
            s10 = TLanes.MultiplyAdd(x1, y0, s10);
            s11 = TLanes.MultiplyAdd(x1, y1, s11);
        }

        Add(s00, s01, columns, c, scale, belowDiagonal);
        if (rows > 1)
            Add(s10, s11, columns, c + cStride, scale, belowDiagonal + 1);
    }

    /// <summary>Adds two products to a row of the result, the second only where it is a column and not above the diagonal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(TLanes product0, TLanes product1, int columns, double* c, double scale, int belowDiagonal)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        if (belowDiagonal >= 0)
            c[0] += scale * TLanes.Sum(product0);
        if (columns > 1 && belowDiagonal >= 1)
            c[1] += scale * TLanes.Sum(product1);
    }

    private readonly struct Products(double* a, int aStride, int p, double* b, int bStride, int q, int length, double* c, int cStride, double scale, bool symmetric)
        : IForLanes<int>
    {
        public int With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float>
        {
            Accumulate<TDouble>(a, aStride, p, b, bStride, q, length, c, cStride, scale, symmetric);
            return TDouble.Count;
        }
    }
}
