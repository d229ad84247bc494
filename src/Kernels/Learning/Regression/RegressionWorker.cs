using System.Diagnostics;
using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Turns one training pair into least-squares sums; owns the solver and the buffers of one thread.</summary>
internal sealed class RegressionWorker(PotentialFeatures features, RegressionWeighting weighting, SinkhornOptions teacher)
{
    /// <summary>A teacher this far from the marginals (the most is 4) teaches nothing.</summary>
    private const double UselessViolation = 1;

    /// <summary>The error of the untrained model is not taken to be below this share of the target's variance: pairs it predicts well count no more than that.</summary>
    private const double LeastUntrainedError = 0.01;

    private readonly SinkhornSolver _solver = new(teacher);
    private readonly EntropicSolution _solution = new();
    private readonly TrainingColumns _columns = new();
    private readonly SoftmaxPlan _plan = new();
    private readonly CurvatureGram _curvature = new();
    private readonly CouplingGram _coupling = new();
    private readonly double[] _untrained = features.UntrainedCoefficients();
    private double[] _gram = [];
    private double[] _weighted = [];

    /// <summary>Solves the pair, computes its features and replaces <paramref name="sums"/> by the pair's.</summary>
    public PairOutcome Compute(TransportProblem problem, NormalEquations sums, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        _solver.Solve(problem, _solution, default, cancellationToken);
        double teacherSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (_solution.ExitReason == ExitReason.NumericalFailure || !(_solution.MarginalViolation < UselessViolation))
            throw new PairException(FormattableString.Invariant($"The entropic problem could not be solved at epsilon {problem.Epsilon} (marginal violation {_solution.MarginalViolation:G3} after {_solution.Sweeps} sweeps). Use a larger epsilon or rescale the coordinates."));

        start = Stopwatch.GetTimestamp();
        ReadOnlySpan<double> potential = _solution.SourcePotential;
        if (!problem.IsBalanced)
        {
            // Learned are balanced problems between the marginals that are asked for: that is where predictions ask.
            var balanced = new double[problem.SourceCount];
            problem = RequestedMarginals.Of(_solution, balanced);
            potential = balanced;
        }

        _columns.Compute(features, problem, potential);
        double featureSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        int rows = _columns.Rows, n = _columns.Length;
        if (_gram.Length < rows * rows)
            _gram = new double[rows * rows];
        if (weighting == RegressionWeighting.Curvature)
        {
            _plan.Compute(problem, _columns.Atoms, _columns.Columns[((rows - 1) * n)..]);
            _curvature.Compute(_columns.Columns, rows, _plan, _gram);
        }
        else if (weighting == RegressionWeighting.Coupling)
        {
            _plan.Compute(problem, _columns.Atoms, _columns.Columns[((rows - 1) * n)..]);
            _coupling.Compute(_columns.Columns, rows, _plan, problem.Epsilon, _gram);
        }
        else
        {
            WeightedGram(rows, n);
        }

        Split(_gram, sums);
        Normalize(sums);
        return new PairOutcome(featureSeconds, teacherSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, _solution.ExitReason == ExitReason.Converged);
    }

    private void WeightedGram(int rows, int n)
    {
        int length = checked((rows + 1) * n);
        if (_weighted.Length < length)
            _weighted = new double[length];
        Span<double> weighted = _weighted.AsSpan(0, rows * n), roots = _weighted.AsSpan(rows * n, n);
        TensorPrimitives.Sqrt(_columns.Weights, roots);
        RowProducts.ScaleColumns(_columns.Columns, rows, roots, weighted);
        _gram.AsSpan(0, rows * rows).Clear();
        RowProducts.Accumulate(weighted, rows, weighted, rows, n, _gram, 1, symmetric: true);
    }

    /// <summary>Makes the untrained model's error about 1, so that a few pairs of large potentials do not decide for all.</summary>
    private void Normalize(NormalEquations sums)
    {
        double error = Math.Max(0, sums.Loss(_untrained)) + (LeastUntrainedError * sums.TargetSquares);
        if (double.IsNormal(error) && double.IsNormal(1 / error))
            sums.Scale(1 / error);
    }

    /// <summary>The last row of the Gram matrix with the target appended holds the moments.</summary>
    private static void Split(ReadOnlySpan<double> gram, NormalEquations sums)
    {
        int count = sums.Count, rows = count + 1;
        sums.SetGram(gram, rows);
        gram.Slice(count * rows, count).CopyTo(sums.Moments);
        sums.TargetSquares = gram[(count * rows) + count];
        sums.Pairs = 1;
    }
}
