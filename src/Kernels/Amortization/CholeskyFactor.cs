using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryFactorize(Span<double> matrix, int n, int stride, int known = 0)
    {
        fixed (double* a = matrix)
        {
            for (int start = 0; start < n; start += Panel)
            {
                int end = Math.Min(start + Panel, n), first = Math.Max(start, known);
                double* rows = a + ((nint)first * stride), panel = a + ((nint)start * stride);
                RowProducts.Accumulate(rows, stride, n - first, panel, stride, end - start, start, rows + start, stride, -1, symmetric: false);
                for (int i = first; i < n; i++)
                {
                    double* row = a + ((nint)i * stride);
                    for (int j = start; j < Math.Min(i, end); j++)
                    {
                        double* other = a + ((nint)j * stride);
                        double entry = row[j];
                        for (int k = start; k < j; k++)
                            entry -= row[k] * other[k];
                        row[j] = entry / other[j];
                    }
                    if (i >= end)
                        continue;
                    double pivot = row[i];
                    for (int k = start; k < i; k++)
                        pivot -= row[k] * row[k];
                    if (!(pivot > 0) || !double.IsFinite(pivot))
                        return false;
                    row[i] = Math.Sqrt(pivot);
                }
            }
        }
        return true;
    }

    /// <summary>Solves L L^T x = x in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Solve(ReadOnlySpan<double> factor, int n, int stride, Span<double> x)
    {
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = factor.Slice(i * stride, i + 1);
            double entry = x[i];
            for (int k = 0; k < i; k++)
                entry -= row[k] * x[k];
            x[i] = entry / row[i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = factor.Slice(i * stride, i + 1);
            double entry = x[i] / row[i];
            x[i] = entry;
            for (int k = 0; k < i; k++)
                x[k] -= row[k] * entry;
        }
    }
}
