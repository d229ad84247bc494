using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The squared error of the predicted coupling after two half-steps, to first order in the error of the potential.
/// </summary>
/// <remarks>
/// With P = Q diag(b) the teacher's plan and r = P 1, an error df of the source potential becomes <c>dg = -Q^T df</c> after the first half-step and
/// <c>df' = diag(1/r) P Q^T df</c> after the second, and the coupling errs by <c>P_ij (df'_i + dg_j) / epsilon</c>. In feature space, V = Q^T Phi and
/// U = diag(1/r) P V, the sum of squares is <c>sum_ij P_ij² (U_i - V_j)(U_i - V_j)^T / epsilon²</c>.
/// </remarks>
internal sealed class CouplingGram
{
    private double[] _targetRows = [];
    private double[] _sourceRows = [];
    private double[] _product = [];
    private double[] _matrix = [];
    private double[] _scaled = [];

    /// <summary>Replaces <paramref name="gram"/> (rows x rows, row-major, both triangles), relative to the teacher's own sum of squares.</summary>
    public void Compute(ReadOnlySpan<double> columns, int rows, SoftmaxPlan plan, double epsilon, Span<double> gram)
    {
        int n = plan.SourceCount, m = plan.TargetCount;
        gram[..(rows * rows)].Clear();
        Span<double> v = Grow(ref _targetRows, checked(rows * m));
        RowProducts.Accumulate(columns, rows, plan.Conditionals, m, n, v);

        // The plan source-major, its rows scaled to sum to 1: U = R V.
        Span<double> matrix = Grow(ref _matrix, checked(n * m));
        for (int j = 0; j < m; j++)
        {
            double b = plan.TargetWeights[j];
            ReadOnlySpan<double> conditional = plan.Conditionals.Slice(j * n, n);
            for (int i = 0; i < n; i++)
                matrix[(i * m) + j] = b * conditional[i] / plan.RowMass[i];
        }

        Span<double> u = Grow(ref _sourceRows, checked(rows * n));
        RowProducts.Accumulate(v, rows, matrix, n, m, u);

        // From here the matrix holds P_ij².
        Span<double> rowSquares = Grow(ref _scaled, n + m)[..n];
        Span<double> columnSquares = _scaled.AsSpan(n, m);
        columnSquares.Clear();
        double squares = 0;
        for (int i = 0; i < n; i++)
        {
            Span<double> row = matrix.Slice(i * m, m);
            TensorPrimitives.Multiply(row, plan.RowMass[i], row);
            TensorPrimitives.Multiply(row, row, row);
            rowSquares[i] = TensorPrimitives.Sum<double>(row);
            squares += rowSquares[i];
            TensorPrimitives.Add(columnSquares, row, columnSquares);
        }

        double scale = 1 / (epsilon * epsilon * squares);

        // sum_i p_i U_i U_i^T - U^T M V = U^T (diag(p) U - M V), and the same with the sides exchanged.
        Span<double> product = Grow(ref _product, checked(rows * Math.Max(n, m)));
        product[..(rows * n)].Clear();
        RowProducts.Accumulate(v, rows, matrix, n, m, product, -1);
        for (int k = 0; k < rows; k++)
            TensorPrimitives.MultiplyAdd(u.Slice(k * n, n), rowSquares, product.Slice(k * n, n), product.Slice(k * n, n));
        RowProducts.Accumulate(u, rows, product, rows, n, gram, scale);

        // M^T U needs the transpose of M: its columns are combined row by row instead.
        product[..(rows * m)].Clear();
        for (int k = 0; k < rows; k++)
        {
            Span<double> destination = product.Slice(k * m, m);
            for (int i = 0; i < n; i++)
                TensorPrimitives.MultiplyAdd(matrix.Slice(i * m, m), -u[(k * n) + i], destination, destination);
            TensorPrimitives.MultiplyAdd(v.Slice(k * m, m), columnSquares, destination, destination);
        }

        RowProducts.Accumulate(v, rows, product, rows, m, gram, scale);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double mean = 0.5 * (gram[(i * rows) + j] + gram[(j * rows) + i]);
                gram[(i * rows) + j] = mean;
                gram[(j * rows) + i] = mean;
            }
        }
    }

    private static Span<double> Grow(ref double[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new double[length];
        Span<double> span = buffer.AsSpan(0, length);
        span.Clear();
        return span;
    }
}
