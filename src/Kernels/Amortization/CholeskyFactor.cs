using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Cholesky factorisation of a symmetric positive definite matrix, in place in a reusable buffer.</summary>
internal static class CholeskyFactor
{
    /// <summary>
    /// Overwrites the lower triangle of <paramref name="matrix"/> (row-major, n rows of <paramref name="stride"/>) with L, L L^T = matrix; false when it is not
    /// positive definite. The first <paramref name="known"/> rows hold L already: a row of L depends on the rows above it alone.
    /// </summary>
    internal static bool TryFactorize(Span<double> matrix, int n, int stride, int known = 0)
    {
        for (int i = known; i < n; i++)
        {
            Span<double> row = matrix.Slice(i * stride, i + 1);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> other = matrix.Slice(j * stride, j + 1);
                row[j] = (row[j] - TensorPrimitives.Dot(row[..j], other[..j])) / other[j];
            }
            double pivot = row[i] - TensorPrimitives.Dot(row[..i], row[..i]);
            if (!(pivot > 0) || !double.IsFinite(pivot))
                return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }

    /// <summary>Solves L L^T x = x in place.</summary>
    internal static void Solve(ReadOnlySpan<double> factor, int n, int stride, Span<double> x)
    {
        for (int i = 0; i < n; i++)
            x[i] = (x[i] - TensorPrimitives.Dot(factor.Slice(i * stride, i), x[..i])) / factor[i * stride + i];
        for (int i = n - 1; i >= 0; i--)
        {
            x[i] /= factor[i * stride + i];
            TensorPrimitives.MultiplyAdd(factor.Slice(i * stride, i), -x[i], x[..i], x[..i]);
        }
    }
}
