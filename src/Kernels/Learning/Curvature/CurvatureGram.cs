using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The dual's Hessian in feature space, <c>Phi^T (diag(r) - Q diag(b) Q^T) Phi</c>, with P = Q diag(b) and r = P 1.</summary>
internal sealed class CurvatureGram
{
    private double[] _weighted = [];
    private double[] _matrix = [];
    private double[] _products = [];
    private double[] _roots = [];

    /// <summary>Replaces <paramref name="gram"/> (rows x rows, row-major): the lower triangle, and zeros above it.</summary>
    /// <param name="columns">Phi feature-major, rows x n.</param>
    /// <param name="rows">Number of features.</param>
    /// <param name="plan">The plan on the same n atoms.</param>
    /// <param name="gram">Receives the matrix.</param>
    public void Compute(ReadOnlySpan<double> columns, int rows, SoftmaxPlan plan, Span<double> gram)
    {
        int n = plan.SourceCount, m = plan.TargetCount;
        gram[..(rows * rows)].Clear();
        double throughFeatures = ((double)n * m * rows) + (0.5 * rows * rows * m) + (0.5 * rows * rows * n);
        double throughAtoms = (0.5 * n * n * m) + ((double)n * n * rows) + (0.5 * rows * rows * n);
        if (throughFeatures < throughAtoms)
            ThroughFeatures(columns, rows, plan, gram);
        else
            ThroughAtoms(columns, rows, plan, gram);
    }

    private void ThroughFeatures(ReadOnlySpan<double> columns, int rows, SoftmaxPlan plan, Span<double> gram)
    {
        int n = plan.SourceCount, m = plan.TargetCount;
        Span<double> weighted = Grow(ref _weighted, checked(rows * n));
        RowProducts.ScaleColumns(columns, rows, SquareRoots(plan.RowMass), weighted);
        RowProducts.Accumulate(weighted, rows, weighted, rows, n, gram, 1, symmetric: true);

        Span<double> conditional = Grow(ref _products, checked(rows * m));
        conditional.Clear();
        RowProducts.Accumulate(columns, rows, plan.Conditionals, m, n, conditional);
        RowProducts.ScaleColumns(conditional, rows, SquareRoots(plan.TargetWeights), conditional);
        RowProducts.Accumulate(conditional, rows, conditional, rows, m, gram, -1, symmetric: true);
    }

    private void ThroughAtoms(ReadOnlySpan<double> columns, int rows, SoftmaxPlan plan, Span<double> gram)
    {
        int n = plan.SourceCount, m = plan.TargetCount;
        Span<double> byAtom = Grow(ref _products, checked(n * m));
        Span<double> matrix = Grow(ref _matrix, checked(n * n));
        Transpose(plan, byAtom);
        matrix.Clear();
        RowProducts.Accumulate(byAtom, n, byAtom, n, m, matrix, -1, symmetric: true);
        RowProducts.Mirror(matrix, n);
        for (int i = 0; i < n; i++)
            matrix[(i * n) + i] += plan.RowMass[i];
        Span<double> product = Grow(ref _weighted, checked(rows * n));
        product.Clear();
        RowProducts.Accumulate(columns, rows, matrix, n, n, product);
        RowProducts.Accumulate(product, rows, columns, rows, n, gram, 1, symmetric: true);
    }

    /// <summary>Q diag(sqrt b), source-major.</summary>
    private void Transpose(SoftmaxPlan plan, Span<double> byAtom)
    {
        const int Tile = 16;
        int n = plan.SourceCount, m = plan.TargetCount;
        ReadOnlySpan<double> roots = SquareRoots(plan.TargetWeights);
        ReadOnlySpan<double> conditionals = plan.Conditionals;
        for (int j0 = 0; j0 < m; j0 += Tile)
        {
            int j1 = Math.Min(m, j0 + Tile);
            for (int i = 0; i < n; i++)
            {
                for (int j = j0; j < j1; j++)
                    byAtom[(i * m) + j] = roots[j] * conditionals[(j * n) + i];
            }
        }
    }

    private ReadOnlySpan<double> SquareRoots(ReadOnlySpan<double> values)
    {
        Span<double> roots = Grow(ref _roots, values.Length);
        TensorPrimitives.Sqrt(values, roots);
        return roots;
    }

    private static Span<double> Grow(ref double[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new double[length];
        return buffer.AsSpan(0, length);
    }
}
