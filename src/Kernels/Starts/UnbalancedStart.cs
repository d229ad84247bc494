using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Computes the source potential of a balanced problem, where it is not known otherwise.</summary>
internal delegate void BalancedStart(TransportProblem problem, Span<double> sourcePotential);

/// <summary>
/// A source potential of an unbalanced problem without solving it, from whatever predicts balanced ones.
/// </summary>
/// <remarks>
/// <para>
/// The solution is the balanced one between the marginals a^ and b^ that the potentials ask for. So what a balanced start says of the marginals asked for so
/// far, damped, is the next direction to go: the Frank–Wolfe scheme of Bonet et al. 2023, with a line search, and a half-step for the other side's potential.
/// Where atoms can be pooled, the search begins from the potential of the unbalanced problem of the blocks.
/// </para>
/// <para>
/// The dual value is concave and takes one half-step, so each direction is gone along only as far as it rises: that is what keeps starts that destroy or
/// create mass out by orders of magnitude, as balanced ones do where mass is cheap.
/// </para>
/// </remarks>
internal sealed class UnbalancedStart
{
    /// <summary>How often the marginals asked for are handed to the balanced start; once where they are those of pooled atoms to begin with.</summary>
    private const int Passes = 2;

    /// <summary>Tried where half a step is too far.</summary>
    private const double ShortStep = 0.1;

    /// <summary>The top of a parabola is tried where it is this far from what has been tried.</summary>
    private const double WorthTrying = 0.1;

    private readonly SolverWorkspace _workspace;
    private readonly HalfSteps _halfSteps;
    private readonly TransportProblem _problem;
    private readonly double[] _candidate;
    private readonly double[] _sourceWeights;
    private readonly double[] _targetWeights;
    private readonly double[] _from;
    private readonly double[] _best;
    private double _value = double.NegativeInfinity;

    private UnbalancedStart(SolverWorkspace workspace)
    {
        _workspace = workspace;
        _problem = workspace.Problem.Problem;
        workspace.Iteration.Reset();
        _halfSteps = SolverStages.ForPrediction(workspace);
        int n = _problem.SourceCount;
        _candidate = new double[n];
        _from = new double[n];
        _best = new double[n];
        _sourceWeights = new double[n];
        _targetWeights = new double[_problem.TargetCount];
    }

    /// <summary>Computes the potential.</summary>
    /// <param name="problem">The unbalanced problem.</param>
    /// <param name="start">The balanced start.</param>
    /// <param name="isPooled">Whether to begin from pooled atoms, where the cost allows it.</param>
    /// <param name="f">Receives n values of weighted mean 0.</param>
    public static void Compute(TransportProblem problem, BalancedStart start, bool isPooled, Span<double> f)
    {
        using var workspace = SolverWorkspace.Rent(problem);
        var search = new UnbalancedStart(workspace);
        search.Run(start, isPooled && PooledPotential.AppliesTo(problem.Geometry.Cost));
        search._best.CopyTo(f);
        Centering.Apply(problem.Source.Weights, f);
        workspace.Finish();
    }

    private void Run(BalancedStart start, bool isPooled)
    {
        var direction = new double[_problem.SourceCount];
        Evaluate(0, direction);
        if (isPooled)
        {
            PooledPotential.Compute(_problem, direction);
            Evaluate(1, direction);
        }

        double damping = _workspace.Problem.Relaxation!.SourceDamping;
        for (int pass = isPooled ? 1 : 0; pass < Passes; pass++)
        {
            start(AskedFor(), direction);
            TensorPrimitives.Multiply(direction, damping, direction);
            Search(direction);
        }
    }

    /// <summary>The balanced problem between the marginals that the best potential and its half-step ask for.</summary>
    private TransportProblem AskedFor() => new(
        _problem.Geometry, new DiscreteMeasure(_problem.Source.Support, _sourceWeights), new DiscreteMeasure(_problem.Target.Support, _targetWeights), _problem.Epsilon);

    /// <summary>Goes from the best potential towards another one as far as the dual value rises: the top of the parabola through three values, or a shorter step.</summary>
    private void Search(double[] towards)
    {
        double before = _value;
        _best.CopyTo(_from, 0);
        double whole = Evaluate(1, towards), half = Evaluate(0.5, towards);
        double curvature = 2 * (whole - (2 * half) + before);
        double top = (before - whole + curvature) / (2 * curvature);
        if (curvature < 0 && top > 0.1 * WorthTrying && top < 1 && Math.Abs(top - 0.5) > WorthTrying)
            Evaluate(top, towards);
        if (_value == before)
            Evaluate(ShortStep, towards);
    }

    /// <summary>The dual value part of the way; the best so far is kept, with the marginals it asks for.</summary>
    private double Evaluate(double part, double[] towards)
    {
        TensorPrimitives.Multiply<double>(_from, 1 - part, _candidate);
        TensorPrimitives.MultiplyAdd(towards, part, _candidate, _candidate);
        PackedProblem packed = _workspace.Problem;
        Span<double> f = _workspace.Iteration.Source.Span, g = _workspace.Iteration.Target.Span;
        packed.Source.Gather(_candidate, f);
        g.Clear();
        _halfSteps.ToTarget(f, g);
        RelaxedMarginals relaxation = packed.Relaxation!;
        double value = relaxation.Value;
        if (!(value > _value))
            return value;
        _value = value;
        _candidate.CopyTo(_best, 0);
        packed.Source.Scatter(relaxation.SourceWeights, _sourceWeights);
        packed.Target.Scatter(relaxation.TargetWeights(g), _targetWeights);
        return value;
    }
}
