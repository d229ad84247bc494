using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Eigen-decomposition of symmetric matrices: small ones by cyclic Jacobi rotations, larger ones by Householder's reduction to three diagonals and QL steps with
/// implicit shifts (Golub and Van Loan, sections 8.3 and 8.5). In place, and without allocation up to a thousand dimensions.
/// </summary>
internal static class SymmetricEigen
{
    /// <summary>Up to here rotations are as fast.</summary>
    public const int LargestByRotations = 5;

    private const int MaximumSweeps = 60;
    private const int MaximumSteps = 60;
    private const int MostOnStack = 1024;

    /// <summary>Turns <paramref name="matrix"/> (row-major n x n, overwritten) into eigenvalues and the columns of <paramref name="vectors"/>.</summary>
    public static void Decompose(Span<double> matrix, int n, Span<double> values, Span<double> vectors)
    {
        if (n <= LargestByRotations)
        {
            DecomposeByRotations(matrix, n, values, vectors);
            return;
        }

        Span<double> beside = n <= MostOnStack ? stackalloc double[n] : new double[n];
        Span<double> buffer = n <= MostOnStack ? stackalloc double[n] : new double[n];
        Tridiagonalize(matrix, n, values, beside, vectors, buffer);
        Diagonalize(values[..n], beside, n, vectors);

        // Rows so far.
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
                (vectors[(i * n) + j], vectors[(j * n) + i]) = (vectors[(j * n) + i], vectors[(i * n) + j]);
    }

    private static void DecomposeByRotations(Span<double> matrix, int n, Span<double> values, Span<double> vectors)
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

    /// <summary>Reflections turn the matrix into one of three diagonals; their product's transpose goes to <paramref name="vectors"/>.</summary>
    /// <param name="a">The matrix; what is left of it are the reflections' vectors, in rows.</param>
    /// <param name="n">Its size.</param>
    /// <param name="diagonal">Receives n numbers.</param>
    /// <param name="beside">Receives n - 1 numbers, and a zero.</param>
    /// <param name="vectors">Receives n x n numbers.</param>
    /// <param name="buffer">n numbers of any value.</param>
    private static void Tridiagonalize(Span<double> a, int n, Span<double> diagonal, Span<double> beside, Span<double> vectors, Span<double> buffer)
    {
        for (int k = 0; k < n - 1; k++)
        {
            diagonal[k] = a[(k * n) + k];
            Span<double> v = a.Slice((k * n) + k + 1, n - k - 1);
            double norm = TensorPrimitives.Norm<double>(v);
            beside[k] = v[0] > 0 ? -norm : norm;
            if (norm == 0)
                continue;

            // v v^T / 2 with |v|² = 2 is what the reflection takes off.
            v[0] -= beside[k];
            TensorPrimitives.Multiply(v, Math.Sqrt(2) / TensorPrimitives.Norm<double>(v), v);
            Span<double> w = buffer[..v.Length];
            for (int i = 0; i < v.Length; i++)
                w[i] = TensorPrimitives.Dot<double>(a.Slice(((k + 1 + i) * n) + k + 1, v.Length), v);
            TensorPrimitives.MultiplyAdd(v, -TensorPrimitives.Dot<double>(v, w) / 2, w, w);
            for (int i = 0; i < v.Length; i++)
            {
                Span<double> row = a.Slice(((k + 1 + i) * n) + k + 1, v.Length);
                TensorPrimitives.MultiplyAdd(v, -w[i], row, row);
                TensorPrimitives.MultiplyAdd(w, -v[i], row, row);
            }
        }

        diagonal[n - 1] = a[(n * n) - 1];
        beside[n - 1] = 0;
        vectors[..(n * n)].Clear();
        for (int k = 0; k < n; k++)
            vectors[(k * n) + k] = 1;
        for (int k = n - 2; k >= 0; k--)
        {
            Span<double> v = a.Slice((k * n) + k + 1, n - k - 1);
            if (beside[k] == 0)
                continue;
            for (int i = k + 1; i < n; i++)
            {
                Span<double> row = vectors.Slice((i * n) + k + 1, v.Length);
                TensorPrimitives.MultiplyAdd(v, -TensorPrimitives.Dot<double>(v, row), row, row);
            }
        }
    }

    /// <summary>QL steps until nothing is left beside the diagonal; rows of <paramref name="vectors"/> turn along.</summary>
    private static void Diagonalize(Span<double> diagonal, Span<double> beside, int n, Span<double> vectors)
    {
        for (int first = 0; first < n; first++)
        {
            for (int step = 0; step < MaximumSteps; step++)
            {
                int last = first;
                while (last < n - 1 && Math.Abs(beside[last]) > 1.1e-16 * (Math.Abs(diagonal[last]) + Math.Abs(diagonal[last + 1])))
                    last++;
                if (last == first)
                    break;

                // Wilkinson's shift: the eigenvalue of the first two rows that is nearer to the first.
                double half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
                double root = Math.Sqrt((half * half) + 1);
                double g = diagonal[last] - diagonal[first] + (beside[first] / (half + (half < 0 ? -root : root)));
                double sine = 1, cosine = 1, taken = 0;
                int i = last - 1;
                for (; i >= first; i--)
                {
                    double f = sine * beside[i], b = cosine * beside[i];
                    double length = Math.Sqrt((f * f) + (g * g));
                    beside[i + 1] = length;
                    if (length == 0)
                    {
                        diagonal[i + 1] -= taken;
                        beside[last] = 0;
                        break;
                    }

                    (sine, cosine) = (f / length, g / length);
                    g = diagonal[i + 1] - taken;
                    double r = ((diagonal[i] - g) * sine) + (2 * cosine * b);
                    taken = sine * r;
                    diagonal[i + 1] = g + taken;
                    g = (cosine * r) - b;
                    Turn(vectors.Slice(i * n, n), vectors.Slice((i + 1) * n, n), cosine, sine);
                }

                if (i >= first)
                    continue;
                diagonal[first] -= taken;
                beside[first] = g;
                beside[last] = 0;
            }
        }
    }

    private static void Turn(Span<double> x, Span<double> y, double cosine, double sine)
    {
        int k = 0;
        for (; k <= x.Length - Vector<double>.Count; k += Vector<double>.Count)
        {
            Vector<double> left = new(x[k..]), right = new(y[k..]);
            ((left * cosine) - (right * sine)).CopyTo(x[k..]);
            ((left * sine) + (right * cosine)).CopyTo(y[k..]);
        }

        for (; k < x.Length; k++)
            (x[k], y[k]) = ((cosine * x[k]) - (sine * y[k]), (sine * x[k]) + (cosine * y[k]));
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
