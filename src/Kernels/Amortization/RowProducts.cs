using System.Numerics.Tensors;
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
        {
            if (Vector512.IsHardwareAccelerated)
                Accumulate<Double512>(a, p, b, q, length, c, scale, symmetric);
            else if (Vector256.IsHardwareAccelerated)
                Accumulate<Double256>(a, p, b, q, length, c, scale, symmetric);
            else if (Vector128.IsHardwareAccelerated)
                Accumulate<Double128>(a, p, b, q, length, c, scale, symmetric);
            else
                Accumulate<DoubleScalar>(a, p, b, q, length, c, scale, symmetric);
        }
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

    private static void Accumulate<TLanes>(double* a, int p, double* b, int q, int length, double* c, double scale, bool symmetric)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        // Panels of B that stay in the second-level cache, then blocks of 2 x 2 rows in registers.
        int panel = Math.Max(2, (int)Math.Min(q, (96 * 1024) / Math.Max(1, length)) & ~1);
        for (int start = 0; start < q; start += panel)
        {
            int end = Math.Min(q, start + panel);
            for (int i = symmetric ? start & ~1 : 0; i < p; i += 2)
            {
                int last = symmetric ? Math.Min(end, Math.Min(i + 2, p)) : end;
                for (int j = start; j < last; j += 2)
                    Block<TLanes>(a + (long)i * length, Math.Min(2, p - i), b + (long)j * length, Math.Min(2, last - j), length, c + (long)i * q + j, q, scale, symmetric ? i - j : int.MaxValue);
            }
        }
    }

    private static void Block<TLanes>(double* a, int rows, double* b, int columns, int length, double* c, int stride, double scale, int belowDiagonal)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double* a1 = rows > 1 ? a + length : a;
        double* b1 = columns > 1 ? b + length : b;
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
        double t00 = TLanes.Sum(s00), t01 = TLanes.Sum(s01), t10 = TLanes.Sum(s10), t11 = TLanes.Sum(s11);
        for (; k < length; k++)
        {
            t00 += a[k] * b[k];
            t01 += a[k] * b1[k];
            t10 += a1[k] * b[k];
            t11 += a1[k] * b1[k];
        }
        c[0] += scale * t00;
        if (columns > 1 && belowDiagonal >= 1)
            c[1] += scale * t01;
        if (rows > 1)
        {
            c[stride] += scale * t10;
            if (columns > 1)
                c[stride + 1] += scale * t11;
        }
    }
}
