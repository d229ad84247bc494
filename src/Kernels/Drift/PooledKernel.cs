using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The Sinkhorn divergence of any two groups of a pooled sample, linearised: one symmetric solve for the pool, then a quadratic form a group.
/// </summary>
/// <remarks>
/// The pool's self-coupling has density <c>K^_ij = exp((f_i + f_j - C_ij) / epsilon)</c> relative to the product of its weights a. For the difference d of two
/// groups' weights, <c>S ~ epsilon/2 d^T K^ (I - A K^ A K^)^-1 d</c> with A = diag(a): the second-order term of the divergence at the pool (Goldfeld, Kato, Rioux,
/// Sadhu 2024 have its Hilbert-space form). With <c>B = A^1/2 K^ A^1/2</c> and <c>u = A^-1/2 d</c> it is <c>epsilon/2 sum_t u^T B^(2t+1) u</c>, and the sum is cut off after
/// <see cref="Terms"/> terms: eigenvalues near 1, which belong to outliers and clusters far from the rest, are thereby bounded.
/// It is a fixed positive kernel that does not know the groups, so permutation tests with it are exact whatever it approximates.
/// </remarks>
internal sealed class PooledKernel
{
    /// <summary>Terms of the series: as many as an eigenvalue clipped at .97 counts.</summary>
    public const int Terms = 16;

    private const int MaximumSweeps = 500;
    private const double Tolerance = 1e-7;

    private readonly double[] _matrix;
    private readonly double[] _roots;

    /// <summary>Solves the symmetric problem.</summary>
    /// <param name="points">N x d coordinates.</param>
    /// <param name="weights">N positive weights that sum to 1.</param>
    /// <param name="epsilonScale">Epsilon as a multiple of the weighted mean squared distance.</param>
    public PooledKernel(ReadOnlySpan<double> points, ReadOnlySpan<double> weights, double epsilonScale)
    {
        int n = weights.Length, d = points.Length / n;
        Count = n;
        _matrix = new double[checked(n * n)];
        _roots = new double[n];
        TensorPrimitives.Sqrt(weights, _roots);
        SquaredDistances(points, n, d, _matrix);
        double mean = 0;
        for (int i = 0; i < n; i++)
            mean += weights[i] * TensorPrimitives.Dot(weights, _matrix.AsSpan(i * n, n));
        Epsilon = epsilonScale * mean;
        if (!(mean > 0))
        {
            // All points are one: no groups differ.
            Array.Clear(_matrix);
            return;
        }

        TensorPrimitives.Multiply(_matrix, -1 / Epsilon, _matrix);
        TensorPrimitives.Exp<double>(_matrix, _matrix);
        Balance(weights);
    }

    /// <summary>The number N of points.</summary>
    public int Count { get; }

    /// <summary>The regularisation, in squared units of the coordinates.</summary>
    public double Epsilon { get; }

    /// <summary><c>S</c> for every difference of two groups.</summary>
    /// <param name="differences">One row of N numbers a pair of groups.</param>
    /// <param name="result">Receives one number a row, not negative but for rounding.</param>
    public void Divergences(double[] differences, double[] result)
    {
        // u^T B^(2t+1) u = (B^t u)(B^(t+1) u): a product a term.
        const int Together = 32;
        int n = Count, rows = result.Length;
        RowsOnThreads.For(rows, Together, (first, end) =>
        {
            int count = end - first;
            var current = new double[count * n];
            var next = new double[count * n];
            for (int r = 0; r < count; r++)
                TensorPrimitives.Divide(differences.AsSpan((first + r) * n, n), _roots, current.AsSpan(r * n, n));
            Array.Clear(result, first, count);
            for (int term = 0; term < Terms; term++)
            {
                Array.Clear(next);
                RowProducts.Accumulate(current, count, _matrix, n, n, next);
                double added = 0, total = 0;
                for (int r = 0; r < count; r++)
                {
                    double value = TensorPrimitives.Dot<double>(current.AsSpan(r * n, n), next.AsSpan(r * n, n));
                    result[first + r] += 0.5 * Epsilon * value;
                    added += value;
                    total += result[first + r];
                }

                // A constant number of terms would be exact for the test as well; what is left is below every digit that is read.
                if (0.5 * Epsilon * added <= 1e-12 * total)
                    break;
                (current, next) = (next, current);
            }
        });
    }

    /// <summary>The witness: by how much S would grow, to first order, were a little mass of the difference moved onto each point.</summary>
    /// <param name="difference">The difference of two groups' weights.</param>
    /// <returns>N numbers, in squared units of the coordinates.</returns>
    public double[] Witness(ReadOnlySpan<double> difference)
    {
        int n = Count;
        var current = new double[n];
        var sum = new double[n];
        TensorPrimitives.Divide(difference, _roots, current);
        current = Apply(current);
        for (int term = 0; term < Terms; term++)
        {
            TensorPrimitives.Add<double>(sum, current, sum);
            current = Apply(Apply(current));
        }

        TensorPrimitives.Multiply(sum, Epsilon, sum);
        TensorPrimitives.Divide<double>(sum, _roots, sum);
        return sum;
    }

    /// <summary>The kernel itself, N x N: <c>S = d^T G d</c>. As many terms as <see cref="Divergences"/> sums, by doubling.</summary>
    public double[] Dense()
    {
        int n = Count;
        double[] sum = [.. _matrix];
        double[] power = Square(_matrix, n);
        for (int terms = 1; terms < Terms; terms *= 2)
        {
            double[] more = [.. sum];
            Multiply(power, sum, n, more);
            sum = more;
            if (2 * terms < Terms)
                power = Square(power, n);
        }

        for (int i = 0; i < n; i++)
        {
            Span<double> row = sum.AsSpan(i * n, n);
            TensorPrimitives.Multiply(row, 0.5 * Epsilon / _roots[i], row);
            TensorPrimitives.Divide(row, _roots, row);
        }

        return sum;
    }

    /// <summary>All squared distances of n points, n x n.</summary>
    public static void SquaredDistances(ReadOnlySpan<double> points, int n, int d, Span<double> result)
    {
        result[..(n * n)].Clear();
        RowProducts.Accumulate(points, n, points, n, d, result, scale: -2, symmetric: true);
        RowProducts.Mirror(result, n);
        var squares = new double[n];
        for (int i = 0; i < n; i++)
            squares[i] = TensorPrimitives.SumOfSquares(points.Slice(i * d, d));
        for (int i = 0; i < n; i++)
        {
            Span<double> row = result.Slice(i * n, n);
            TensorPrimitives.Add(row, squares, row);
            TensorPrimitives.Add(row, squares[i], row);
            TensorPrimitives.Max(row, 0, row);
            row[i] = 0;
        }
    }

    /// <summary>Symmetric Sinkhorn, averaged geometrically (Feydy et al. 2019): <c>u &lt;- sqrt(u / K(a u))</c>. Finite always, because K's diagonal is 1.</summary>
    private void Balance(ReadOnlySpan<double> weights)
    {
        int n = Count;
        var scaling = new double[n];
        var weighted = new double[n];
        scaling.AsSpan().Fill(1);
        double change = double.PositiveInfinity;
        for (int sweep = 0; sweep < MaximumSweeps && change > Tolerance; sweep++)
        {
            TensorPrimitives.Multiply(weights, scaling, weighted);
            change = 0;
            for (int i = 0; i < n; i++)
            {
                double next = Math.Sqrt(scaling[i] / TensorPrimitives.Dot<double>(_matrix.AsSpan(i * n, n), weighted));
                change = Math.Max(change, Math.Abs(Math.Log(next / scaling[i])));
                scaling[i] = next;
            }
        }

        TensorPrimitives.Multiply<double>(scaling, _roots, scaling);
        for (int i = 0; i < n; i++)
        {
            Span<double> row = _matrix.AsSpan(i * n, n);
            TensorPrimitives.Multiply(row, scaling, row);
            TensorPrimitives.Multiply(row, scaling[i], row);
        }
    }

    private double[] Apply(double[] vector)
    {
        var result = new double[Count];
        for (int i = 0; i < Count; i++)
            result[i] = TensorPrimitives.Dot<double>(_matrix.AsSpan(i * Count, Count), vector);
        return result;
    }

    private static double[] Square(double[] matrix, int n)
    {
        var square = new double[matrix.Length];
        Multiply(matrix, matrix, n, square);
        return square;
    }

    /// <summary>Adds the product of two symmetric matrices that commute.</summary>
    private static void Multiply(double[] left, double[] right, int n, double[] result) => RowsOnThreads.For(n, 128, (first, end) =>
        RowProducts.Accumulate(left.AsSpan(first * n, (end - first) * n), end - first, right, n, n, result.AsSpan(first * n, (end - first) * n)));
}
