using System.Diagnostics;
using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Turns one training pair into sums; owns the solver and the buffers of one thread.</summary>
internal sealed class RegressionWorker(PotentialFeatures features, SinkhornOptions teacher)
{
    private readonly SinkhornSolver _solver = new(teacher);
    private readonly EntropicSolution _solution = new();
    private double[] _columns = [];

    /// <summary>Solves the pair, computes its features and replaces <paramref name="sums"/> by the pair's.</summary>
    internal PairOutcome Compute(TransportProblem problem, NormalEquations sums, CancellationToken cancellationToken)
    {
        int n = problem.SourceCount, count = features.Count;
        long start = Stopwatch.GetTimestamp();
        _solver.Solve(problem, default, _solution, cancellationToken);
        double teacherSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (_solution.ExitReason == ExitReason.NumericalFailure)
            throw new ArithmeticException($"The entropic problem could not be solved at epsilon {problem.Epsilon}: the potentials are not finite. Use a larger epsilon or rescale the coordinates.");

        start = Stopwatch.GetTimestamp();
        int rows = count + 1;
        if (_columns.Length < rows * n)
            _columns = new double[rows * n];
        features.Compute(problem, _columns.AsSpan(0, count * n));
        Span<double> target = _columns.AsSpan(count * n, n);
        _solution.SourcePotential.CopyTo(target);
        Centering.Apply(problem.Source.Weights, target);
        double featureSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        int positive = CompressAndWeigh(problem.Source.Weights, _columns.AsSpan(0, rows * n), rows);
        sums.Clear();
        sums.Pairs = 1;
        AccumulateGram(_columns.AsSpan(0, rows * positive), positive, sums);
        return new PairOutcome(featureSeconds, teacherSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, _solution.ExitReason == ExitReason.Converged);
    }

    /// <summary>Keeps the atoms that have mass, times the square root of it; returns how many.</summary>
    private static int CompressAndWeigh(ReadOnlySpan<double> weights, Span<double> columns, int rows)
    {
        int n = weights.Length, positive = 0;
        for (int i = 0; i < n; i++)
            positive += weights[i] > 0 ? 1 : 0;
        for (int k = 0; k < rows; k++)
        {
            int place = k * positive;
            for (int i = 0; i < n; i++)
            {
                if (weights[i] > 0)
                    columns[place++] = Math.Sqrt(weights[i]) * columns[k * n + i];
            }
        }
        return positive;
    }

    private static void AccumulateGram(ReadOnlySpan<double> rows, int length, NormalEquations sums)
    {
        int count = sums.Count;
        ReadOnlySpan<double> target = rows.Slice(count * length, length);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = rows.Slice(i * length, length);
            for (int j = 0; j <= i; j++)
            {
                double product = TensorPrimitives.Dot(row, rows.Slice(j * length, length));
                sums.Gram[i * count + j] = product;
                sums.Gram[j * count + i] = product;
            }
            sums.Moments[i] = TensorPrimitives.Dot(row, target);
        }
        sums.TargetSquares = TensorPrimitives.Dot(target, target);
    }
}
