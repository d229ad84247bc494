namespace Microsoft.ML.SlicedOT;

/// <summary>Eigen-decomposition of small symmetric matrices by cyclic Jacobi rotations, in place and without allocation.</summary>
internal static class SymmetricEigen
{
    private const int MaximumSweeps = 60;

    /// <summary>Turns <paramref name="matrix"/> (row-major n x n, overwritten) into eigenvalues and the columns of <paramref name="vectors"/>.</summary>
    public static void Decompose(Span<double> matrix, int n, Span<double> values, Span<double> vectors)
    {
        vectors[..(n * n)].Clear();
        for (int k = 0; k < n; k++)
            vectors[(k * n) + k] = 1;
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            double off = 0, diagonal = 0;
            for (int p = 0; p < n; p++)
            {
                diagonal += matrix[(p * n) + p] * matrix[(p * n) + p];
                for (int q = 0; q < p; q++)
                    off += matrix[(p * n) + q] * matrix[(p * n) + q];
            }

            if (!(off > 1e-32 * diagonal))
                break;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                    Rotate(matrix, n, p, q, vectors);
            }
        }

        for (int k = 0; k < n; k++)
            values[k] = matrix[(k * n) + k];
    }

    /// <summary>Writes <c>V diag(values) V^T</c>, row-major n x n.</summary>
    public static void Compose(ReadOnlySpan<double> values, ReadOnlySpan<double> vectors, int n, Span<double> matrix)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                    sum += vectors[(i * n) + k] * values[k] * vectors[(j * n) + k];
                matrix[(i * n) + j] = sum;
                matrix[(j * n) + i] = sum;
            }
        }
    }

    private static void Rotate(Span<double> a, int n, int p, int q, Span<double> v)
    {
        double apq = a[(p * n) + q];
        if (apq == 0)
            return;
        double theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * apq);
        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < n; k++)
        {
            double kp = a[(k * n) + p], kq = a[(k * n) + q];
            a[(k * n) + p] = (c * kp) - (s * kq);
            a[(k * n) + q] = (s * kp) + (c * kq);
        }

        for (int k = 0; k < n; k++)
        {
            double pk = a[(p * n) + k], qk = a[(q * n) + k];
            a[(p * n) + k] = (c * pk) - (s * qk);
            a[(q * n) + k] = (s * pk) + (c * qk);
            double kp = v[(k * n) + p], kq = v[(k * n) + q];
            v[(k * n) + p] = (c * kp) - (s * kq);
            v[(k * n) + q] = (s * kp) + (c * kq);
        }
        // What rounding leaves of them, or an input that rounding made unsymmetric, would keep the sweeps going.
        a[(p * n) + q] = 0;
        a[(q * n) + p] = 0;
    }
}
