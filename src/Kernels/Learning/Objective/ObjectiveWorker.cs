using System.Diagnostics;
using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Evaluates one pair's semi-dual at given coefficients, with gradient and Hessian; owns the buffers of one thread.</summary>
internal sealed class ObjectiveWorker(PotentialFeatures features)
{
    /// <summary>Row masses that underflowed are taken to be this share of the weight.</summary>
    private const double SmallestShare = 1e-300;

    private readonly SoftmaxPlan _plan = new();
    private readonly CurvatureGram _curvature = new();
    private readonly TrainingColumns _transient = new();
    private readonly double[] _hessian = new double[features.Count * features.Count];
    private readonly double[] _product = new double[features.Count];
    private double[] _potential = [];
    private double[] _residual = [];

    /// <summary>The value, and the gradient in feature space <c>Phi^T (a - P 1)</c>.</summary>
    public double Gradient(TransportProblem problem, TrainingColumns? kept, ReadOnlySpan<double> coefficients, Span<double> gradient)
    {
        TrainingColumns columns = Columns(problem, kept, out _);
        Evaluate(problem, columns, coefficients);
        WriteGradient(columns, gradient);
        return _plan.SemiDual;
    }

    /// <summary>
    /// Replaces <paramref name="sums"/> by the pair's quadratic model of minus twice the semi-dual around <paramref name="coefficients"/>: Gram matrix
    /// H (the negated Hessian), moments H alpha + gradient.
    /// </summary>
    public PairOutcome Quadratic(TransportProblem problem, TrainingColumns? kept, ReadOnlySpan<double> coefficients, NormalEquations sums)
    {
        TrainingColumns columns = Columns(problem, kept, out double featureSeconds);
        long start = Stopwatch.GetTimestamp();
        int count = features.Count;
        Evaluate(problem, columns, coefficients);
        if (!double.IsFinite(_plan.SemiDual))
            throw new PairException(FormattableString.Invariant($"The dual objective is not finite at epsilon {problem.Epsilon}. Use a larger epsilon or rescale the coordinates."));
        _curvature.Compute(columns.Columns, count, _plan, _hessian);
        sums.SetGram(_hessian, count);
        TensorPrimitives.Divide(sums.Gram, problem.Epsilon, sums.Gram);
        WriteGradient(columns, sums.Moments);
        sums.Multiply(coefficients, _product);
        double slope = TensorPrimitives.Dot(sums.Moments, coefficients), curvature = TensorPrimitives.Dot(_product, coefficients);
        TensorPrimitives.Add(sums.Moments, _product, sums.Moments);
        sums.TargetSquares = (-2 * _plan.SemiDual) + curvature + (2 * slope);
        sums.Pairs = 1;
        return new PairOutcome(featureSeconds, 0, Stopwatch.GetElapsedTime(start).TotalSeconds, true);
    }

    /// <summary>What one sweep from the given coefficients gains in dual value, over epsilon: <c>KL(a | P 1)</c>, at most a few hundred.</summary>
    public double FirstGain(TransportProblem problem, TrainingColumns? kept, ReadOnlySpan<double> coefficients)
    {
        TrainingColumns columns = Columns(problem, kept, out _);
        Evaluate(problem, columns, coefficients);
        double gain = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            double a = columns.Weights[i];
            gain += a * Math.Log(a / Math.Max(_plan.RowMass[i], a * SmallestShare));
        }

        return Math.Max(0, gain);
    }

    /// <summary>The pair's features, valid until the next pair's.</summary>
    public TrainingColumns ComputeColumns(TransportProblem problem)
    {
        _transient.Compute(features, problem, default);
        return _transient;
    }

    private TrainingColumns Columns(TransportProblem problem, TrainingColumns? kept, out double seconds)
    {
        seconds = 0;
        if (kept is not null)
            return kept;
        long start = Stopwatch.GetTimestamp();
        TrainingColumns columns = ComputeColumns(problem);
        seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return columns;
    }

    private void Evaluate(TransportProblem problem, TrainingColumns columns, ReadOnlySpan<double> coefficients)
    {
        int n = columns.Length;
        if (_potential.Length < n)
        {
            _potential = new double[n];
            _residual = new double[n];
        }

        Span<double> f = _potential.AsSpan(0, n);
        f.Clear();
        RowProducts.AddWeightedRows(columns.Columns, coefficients, n, f);
        _plan.Compute(problem, columns.Atoms, f);
    }

    private void WriteGradient(TrainingColumns columns, Span<double> gradient)
    {
        int n = columns.Length;
        Span<double> residual = _residual.AsSpan(0, n);
        TensorPrimitives.Subtract(columns.Weights, _plan.RowMass, residual);
        for (int k = 0; k < features.Count; k++)
            gradient[k] = TensorPrimitives.Dot(columns.Columns.Slice(k * n, n), residual);
    }
}
