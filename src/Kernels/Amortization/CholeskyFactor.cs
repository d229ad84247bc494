using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Cholesky factorisation of a symmetric positive definite matrix, in place in a reusable buffer.</summary>
internal static class CholeskyFactor
{
    /// <summary>Overwrites the lower triangle of <paramref name="matrix"/> (row-major n x n) with L, L L^T = matrix; false when it is not positive definite.</summary>
    internal static bool TryFactorize(Span<double> matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = matrix.Slice(i * n, n);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> other = matrix.Slice(j * n, n);
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
    internal static void Solve(ReadOnlySpan<double> factor, int n, Span<double> x)
    {
        for (int i = 0; i < n; i++)
            x[i] = (x[i] - TensorPrimitives.Dot(factor.Slice(i * n, i), x[..i])) / factor[i * n + i];
        for (int i = n - 1; i >= 0; i--)
        {
            x[i] /= factor[i * n + i];
            TensorPrimitives.MultiplyAdd(factor.Slice(i * n, i), -x[i], x[..i], x[..i]);
        }
    }
}
