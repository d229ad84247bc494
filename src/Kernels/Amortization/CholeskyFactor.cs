using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Cholesky factorisation of a symmetric positive definite matrix, in place in a reusable buffer.</summary>
internal static unsafe class CholeskyFactor
{
    private const int Panel = 16;

    /// <summary>
    /// Overwrites the lower triangle of <paramref name="matrix"/> (row-major, n rows of <paramref name="stride"/>) with L, L L^T = matrix; false when it is not
    /// positive definite. The first <paramref name="known"/> rows hold L already: a row of L depends on the rows above it alone. The upper triangle is
    /// overwritten too.
    /// </summary>
    internal static bool TryFactorize(Span<double> matrix, int n, int stride, int known = 0)
    {
        fixed (double* a = matrix)
        {
            return Vector512.IsHardwareAccelerated ? TryFactorize<Double512>(a, n, stride, known)
                : Vector256.IsHardwareAccelerated ? TryFactorize<Double256>(a, n, stride, known)
                : Vector128.IsHardwareAccelerated ? TryFactorize<Double128>(a, n, stride, known)
                : TryFactorize<DoubleScalar>(a, n, stride, known);
        }
    }

    /// <summary>The same in vectors of a given width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryFactorize<TLanes>(double* a, int n, int stride, int known)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double* block = stackalloc double[Panel * TLanes.Count];
        for (int start = 0; start < n; start += Panel)
        {
            int end = Math.Min(start + Panel, n), first = Math.Max(start, known);
            double* rows = a + ((nint)first * stride), panel = a + ((nint)start * stride);
            RowProducts.Accumulate<TLanes>(rows, stride, n - first, panel, stride, end - start, start, rows + start, stride, -1, symmetric: false);
            if (!TryFactorizeRows(panel + start, end - start, stride, first - start))
                return false;
            for (int i = Math.Max(first, end); i < n; i += TLanes.Count)
                SolveRows<TLanes>(panel + start, end - start, stride, a + ((nint)i * stride) + start, Math.Min(TLanes.Count, n - i), block);
        }
        return true;
    }

    /// <summary>A panel's own rows, one number at a time.</summary>
    private static bool TryFactorizeRows(double* panel, int width, int stride, int known)
    {
        for (int i = known; i < width; i++)
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

    /// <summary>Divides rows below a panel by its triangle, as many at a time as a vector has lanes: they are turned into columns and back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SolveRows<TLanes>(double* panel, int width, int stride, double* rows, int count, double* block)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < width; j++)
                block[j * TLanes.Count + i] = rows[(nint)i * stride + j];
        }
        for (int j = 0; j < width; j++)
        {
            double* column = block + (j * TLanes.Count);
            TLanes quotient = TLanes.Load(column) * TLanes.Create(1 / panel[(nint)j * stride + j]);
            TLanes.Store(quotient, column);
            for (int k = j + 1; k < width; k++)
            {
                column += TLanes.Count;
                TLanes.Store(TLanes.MultiplyAdd(quotient, TLanes.Create(-panel[(nint)k * stride + j]), TLanes.Load(column)), column);
            }
        }
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < width; j++)
                rows[(nint)i * stride + j] = block[j * TLanes.Count + i];
        }
    }

    /// <summary>Solves L L^T x = x in place.</summary>
    internal static void Solve(ReadOnlySpan<double> factor, int n, int stride, Span<double> x)
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
}
