using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Inner products of all rows of one matrix with all rows of another, <c>C += scale A B^T</c>, in double precision.</summary>
internal static unsafe class RowProducts
{
    /// <summary>Adds <paramref name="scale"/> times the products; with <paramref name="symmetric"/> (A = B) only the lower triangle is formed, then mirrored by the caller.</summary>
    /// <param name="left">A, p x length, row-major.</param>
    /// <param name="p">Rows of A.</param>
    /// <param name="right">B, q x length, row-major.</param>
    /// <param name="q">Rows of B.</param>
    /// <param name="length">Numbers a row.</param>
    /// <param name="result">C, p x q, row-major.</param>
    /// <param name="scale">Factor of every product.</param>
    /// <param name="symmetric">Whether entries above the diagonal are left alone.</param>
    internal static void Accumulate(ReadOnlySpan<double> left, int p, ReadOnlySpan<double> right, int q, int length, Span<double> result, double scale = 1, bool symmetric = false)
    {
        if (left.Length < (long)p * length || right.Length < (long)q * length || result.Length < (long)p * q)
            throw new ArgumentException("A matrix is shorter than its shape.");
        fixed (double* a = left, b = right, c = result)
            Accumulate(a, length, p, b, length, q, length, c, q, scale, symmetric);
    }

    /// <summary>The same with rows apart by given numbers of elements.</summary>
    internal static void Accumulate(double* a, int aStride, int p, double* b, int bStride, int q, int length, double* c, int cStride, double scale, bool symmetric)
    {
        if (Vector512.IsHardwareAccelerated)
            Accumulate<Double512>(a, aStride, p, b, bStride, q, length, c, cStride, scale, symmetric);
        else if (Vector256.IsHardwareAccelerated)
            Accumulate<Double256>(a, aStride, p, b, bStride, q, length, c, cStride, scale, symmetric);
        else if (Vector128.IsHardwareAccelerated)
            Accumulate<Double128>(a, aStride, p, b, bStride, q, length, c, cStride, scale, symmetric);
        else
            Accumulate<DoubleScalar>(a, aStride, p, b, bStride, q, length, c, cStride, scale, symmetric);
    }

    /// <summary>The plain reference.</summary>
    internal static void AccumulateScalar(ReadOnlySpan<double> left, int p, ReadOnlySpan<double> right, int q, int length, Span<double> result, double scale, bool symmetric)
    {
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < (symmetric ? i + 1 : q); j++)
            {
                double sum = 0;
                for (int k = 0; k < length; k++)
                    sum += left[i * length + k] * right[j * length + k];
                result[i * q + j] += scale * sum;
            }
        }
    }

    /// <summary>Copies the lower triangle onto the upper one.</summary>
    internal static void Mirror(Span<double> matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                matrix[j * n + i] = matrix[i * n + j];
        }
    }

    /// <summary>Sums the rows weighted: <c>result += sum_k weights[k] rows[k]</c>.</summary>
    internal static void AddWeightedRows(ReadOnlySpan<double> rows, ReadOnlySpan<double> weights, int length, Span<double> result)
    {
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] != 0)
                TensorPrimitives.MultiplyAdd(rows.Slice(k * length, length), weights[k], result, result);
        }
    }

    /// <summary>The same in vectors of a given width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Accumulate<TLanes>(double* a, int aStride, int p, double* b, int bStride, int q, int length, double* c, int cStride, double scale, bool symmetric)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        // Panels of B that stay in the second-level cache, then blocks of rows whose products stay in registers:
        // four rows fill the 32 vector registers that come with the widest vectors, two the 16 of the others.
        int height = TLanes.Count >= 16 ? 4 : 2;
        int panel = Math.Max(4, (int)Math.Min((q + 3L) & ~3L, 96 * 1024 / Math.Max(1, length)) & ~3);
        for (int start = 0; start < q; start += panel)
        {
            int end = Math.Min(q, start + panel);
            for (int i = symmetric ? start : 0; i < p; i += height)
            {
                int rows = Math.Min(height, p - i);
                int last = symmetric ? Math.Min(end, i + rows) : end;
                double* left = a + ((nint)i * aStride);
                for (int j = start; j < last; j += 2)
                {
                    int columns = Math.Min(2, last - j);
                    double* right = b + ((nint)j * bStride);
                    double* destination = c + ((nint)i * cStride) + j;
                    int belowDiagonal = symmetric ? i - j : height;
                    if (height == 4)
                        FourByTwo<TLanes>(left, aStride, rows, right, bStride, columns, length, destination, cStride, scale, belowDiagonal);
                    else
                        TwoByTwo<TLanes>(left, aStride, rows, right, bStride, columns, length, destination, cStride, scale, belowDiagonal);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByTwo<TLanes>(double* a, int aStride, int rows, double* b, int bStride, int columns, int length, double* c, int cStride, double scale, int belowDiagonal)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double* a1 = a + (Math.Min(1, rows - 1) * (nint)aStride);
        double* a2 = a + (Math.Min(2, rows - 1) * (nint)aStride);
        double* a3 = a + (Math.Min(3, rows - 1) * (nint)aStride);
        double* b1 = b + ((columns - 1) * (nint)bStride);
        TLanes s00 = TLanes.Create(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
        int k = 0;
        for (; k + TLanes.Count <= length; k += TLanes.Count)
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
        Store(TLanes.Sum(s00), TLanes.Sum(s01), a, b, b1, k, length, columns, c, scale, belowDiagonal);
        if (rows > 1)
            Store(TLanes.Sum(s10), TLanes.Sum(s11), a1, b, b1, k, length, columns, c + cStride, scale, belowDiagonal + 1);
        if (rows > 2)
            Store(TLanes.Sum(s20), TLanes.Sum(s21), a2, b, b1, k, length, columns, c + (2 * (nint)cStride), scale, belowDiagonal + 2);
        if (rows > 3)
            Store(TLanes.Sum(s30), TLanes.Sum(s31), a3, b, b1, k, length, columns, c + (3 * (nint)cStride), scale, belowDiagonal + 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoByTwo<TLanes>(double* a, int aStride, int rows, double* b, int bStride, int columns, int length, double* c, int cStride, double scale, int belowDiagonal)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double* a1 = a + ((rows - 1) * (nint)aStride);
        double* b1 = b + ((columns - 1) * (nint)bStride);
        TLanes s00 = TLanes.Create(0), s01 = s00, s10 = s00, s11 = s00;
        int k = 0;
        for (; k + TLanes.Count <= length; k += TLanes.Count)
        {
            TLanes x0 = TLanes.Load(a + k), x1 = TLanes.Load(a1 + k);
            TLanes y0 = TLanes.Load(b + k), y1 = TLanes.Load(b1 + k);
            s00 = TLanes.MultiplyAdd(x0, y0, s00);
            s01 = TLanes.MultiplyAdd(x0, y1, s01);
            s10 = TLanes.MultiplyAdd(x1, y0, s10);
            s11 = TLanes.MultiplyAdd(x1, y1, s11);
        }
        Store(TLanes.Sum(s00), TLanes.Sum(s01), a, b, b1, k, length, columns, c, scale, belowDiagonal);
        if (rows > 1)
            Store(TLanes.Sum(s10), TLanes.Sum(s11), a1, b, b1, k, length, columns, c + cStride, scale, belowDiagonal + 1);
    }

    /// <summary>Finishes two sums over the tail of the rows and adds them, the second only where it is a column and not above the diagonal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(double sum0, double sum1, double* a, double* b, double* b1, int k, int length, int columns, double* c, double scale, int belowDiagonal)
    {
        for (; k < length; k++)
        {
            sum0 += a[k] * b[k];
            sum1 += a[k] * b1[k];
        }
        if (belowDiagonal >= 0)
            c[0] += scale * sum0;
        if (columns > 1 && belowDiagonal >= 1)
            c[1] += scale * sum1;
    }
}
