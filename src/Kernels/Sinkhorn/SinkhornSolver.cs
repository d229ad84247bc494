using System.Numerics.Tensors;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Solves entropic transport problems by Sinkhorn's algorithm, by default with safeguarded Anderson acceleration, from any start.
/// Safe to share between threads.
/// </summary>
/// <remarks>
/// Solutions of a tolerance below 1e-5 are certified: their marginal violation is computed in double precision, whatever the half-steps were computed in.
/// </remarks>
public sealed class SinkhornSolver
{
    /// <summary>Below this tolerance a violation is measured in double precision.</summary>
    private const double CertifiedTolerance = 1e-5;

    /// <summary>Also below so many times the error of exponents in single precision: violations are sums of what they are off by.</summary>
    private const double CertifiedErrors = 10;

    private readonly SinkhornOptions _options;

    /// <summary>A solver with given settings.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public SinkhornSolver(SinkhornOptions? options = null)
    {
        _options = options ?? new SinkhornOptions();
        _options.Validate();
    }

    /// <summary>The settings.</summary>
    public SinkhornOptions Options => _options;

    /// <summary>Solves a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="initialSourcePotential">A source potential to start from (relative to the product of the measures), n values; zero if left out.</param>
    /// <param name="cancellationToken">Cancels between sweeps.</param>
    /// <returns>The potentials, the sweeps taken, the violation reached and why the solver ended.</returns>
    /// <exception cref="ArgumentException">The start has a wrong length or a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EntropicSolution Solve(TransportProblem problem, ReadOnlySpan<double> initialSourcePotential = default, CancellationToken cancellationToken = default)
    {
        var solution = new EntropicSolution();
        Solve(problem, solution, initialSourcePotential, cancellationToken);
        return solution;
    }

    /// <summary>Solves a problem into a solution whose buffers are reused: after the first problems of a size nothing is allocated.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="destination">Receives the result.</param>
    /// <param name="initialSourcePotential">A source potential to start from, n values; zero if left out.</param>
    /// <param name="cancellationToken">Cancels between sweeps; the destination is then unchanged.</param>
    /// <exception cref="ArgumentException">The start has a wrong length or a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Solve(TransportProblem problem, EntropicSolution destination, ReadOnlySpan<double> initialSourcePotential = default, CancellationToken cancellationToken = default) =>
        Solve(_options, problem, destination, initialSourcePotential, cancellationToken);

    /// <summary>The same without an instance, for streams of pairs; the options are valid.</summary>
    internal static void Solve(
        SinkhornOptions options, TransportProblem problem, EntropicSolution destination, ReadOnlySpan<double> initialSourcePotential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(destination);
        if (!initialSourcePotential.IsEmpty)
            PotentialChecks.Require(initialSourcePotential, problem.SourceCount, "source", nameof(initialSourcePotential));

        using var workspace = SolverWorkspace.Rent(problem);
        PackedProblem packed = workspace.Problem;
        SinkhornIteration iteration = workspace.Iteration;
        iteration.Reset();
        if (initialSourcePotential.IsEmpty)
            iteration.Source.Span.Clear();
        else
            packed.Source.Gather(initialSourcePotential, iteration.Source.Span);

        double certified = Math.Max(CertifiedTolerance, CertifiedErrors * LogDomainHalfSteps.SingleError(packed));
        int scalingLevels = EpsilonScaling.Approach(workspace, options, hasStart: !initialSourcePotential.IsEmpty, cancellationToken);
        bool isSettled = !initialSourcePotential.IsEmpty || scalingLevels > 0;
        if (options.Acceleration == Acceleration.Anderson && options.Route != SinkhornRoute.Log && problem.IsBalanced)
            iteration.AllowNewton();
        ExitReason reason = ExitReason.PrecisionReached;
        double violation = double.PositiveInfinity;
        bool isAddedUp = false;
        for (int stage = 0; reason == ExitReason.PrecisionReached && SolverStages.Select(workspace, options.Route, stage, isSettled) is { } halfSteps; stage++)
        {
            if (stage > 0)
                iteration.BestSource.Span.CopyTo(iteration.Source.Span);
            bool isLast = SolverStages.IsLast(workspace, options.Route, stage);
            double reachable = isLast ? 0 : halfSteps.Precision;
            reason = iteration.Run(halfSteps, Math.Max(options.Tolerance, reachable), options.MaximumSweeps, options, isLast, cancellationToken);
            violation = iteration.BestViolation;
            isAddedUp = false;
            if (reason == ExitReason.NumericalFailure)
                break;
            if (options.Tolerance < halfSteps.Precision || reason != ExitReason.Converged || (!halfSteps.IsDoublePrecision && options.Tolerance < certified))
            {
                // These are dear to compute, and will be needed again where the violation is still too large.
                if (packed.ExactShape == CostShape.AnyDimension)
                    packed.KeepExactCosts();
                violation = workspace.AddUp(keepsRows: options.Certify);
                isAddedUp = true;
            }

            if (reason == ExitReason.Converged && violation > options.Tolerance)
                reason = ExitReason.PrecisionReached;
            else if (reason == ExitReason.PrecisionReached && violation <= options.Tolerance)
                reason = ExitReason.Converged;
            if (reason == ExitReason.PrecisionReached && !isLast && iteration.Sweeps >= options.MaximumSweeps)
                reason = ExitReason.MaximumSweepsReached;
        }

        destination.Begin(problem);
        destination.Certificate = null;
        destination.Sweeps = iteration.Sweeps;
        destination.ScalingLevels = scalingLevels;
        destination.NewtonSteps = iteration.NewtonSteps;
        destination.ExitReason = reason;
        destination.MarginalViolation = violation;
        if (!double.IsFinite(iteration.BestViolation))
        {
            Fail(destination);
            workspace.Finish();
            return;
        }

        Expand(workspace, destination);
        if (options.Certify && !problem.IsBalanced)
        {
            destination.Certificate = destination.Certify();
        }
        else if (options.Certify)
        {
            if (!isAddedUp)
                workspace.AddUp(keepsRows: true);
            destination.Certificate = Certificate.Of(problem, destination.SourcePotential, destination.TargetPotential, workspace.Sums);
        }

        workspace.Finish();
    }

    /// <summary>The bare prediction of potentials: so many half-steps from a source potential, alternately to the target and to the source.</summary>
    internal static void Predict(TransportProblem problem, ReadOnlySpan<double> sourcePotential, int halfSteps, EntropicSolution destination, CancellationToken cancellationToken = default)
    {
        PotentialChecks.Require(sourcePotential, problem.SourceCount, "source", nameof(sourcePotential));
        using var workspace = SolverWorkspace.Rent(problem);
        PackedProblem packed = workspace.Problem;
        SinkhornIteration iteration = workspace.Iteration;
        iteration.Reset();
        Span<double> f = iteration.Source.Span;
        Span<double> g = iteration.Target.Span;
        packed.Source.Gather(sourcePotential, f);
        HalfSteps steps = SolverStages.ForPrediction(workspace);
        g.Clear();
        for (int k = 0; k < halfSteps; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (k % 2 == 0)
                steps.ToTarget(f, g);
            else
                steps.ToSource(g, f);
        }

        f.CopyTo(iteration.BestSource.Span);
        g.CopyTo(iteration.BestTarget.Span);
        destination.Begin(problem);
        destination.Certificate = null;
        sourcePotential.CopyTo(destination.MutableSourcePotential);
        destination.Sweeps = 0;
        destination.ScalingLevels = 0;
        destination.NewtonSteps = 0;
        destination.ExitReason = ExitReason.Predicted;
        destination.MarginalViolation = problem.IsBalanced ? iteration.ViolationOfBest(steps, rowsAreExact: halfSteps % 2 == 0) : workspace.AddUp(keepsRows: false);
        Expand(workspace, destination, halfSteps);
        if (!double.IsFinite(destination.MarginalViolation))
            destination.ExitReason = ExitReason.NumericalFailure;
        workspace.Finish();
    }

    /// <summary>From packed atoms to all: a potential at an atom of zero weight is the (damped) soft c-transform there.</summary>
    private static void Expand(SolverWorkspace workspace, EntropicSolution destination, int halfSteps = int.MaxValue)
    {
        PackedProblem packed = workspace.Problem;
        Span<double> f = destination.MutableSourcePotential;
        Span<double> g = destination.MutableTargetPotential;
        Span<double> bestSource = workspace.Iteration.BestSource.Span;
        Span<double> bestTarget = workspace.Iteration.BestTarget.Span;
        RelaxedMarginals? relaxation = packed.Relaxation;
        if (relaxation is not null)
            Centering.Shift(f, relaxation.Translate(bestSource, bestTarget));
        TransformHalfSteps transform = workspace.Transforms.Prepare(packed);
        if (!packed.Source.HasAllAtoms && halfSteps > 1)
        {
            transform.ToSource(bestTarget, f, all: true);
            relaxation?.DampImage(0, f);
        }

        packed.Source.Scatter(bestSource, f);
        if (!packed.Target.HasAllAtoms)
        {
            transform.ToTarget(bestSource, g, all: true);
            if (relaxation is not null)
                TensorPrimitives.Multiply<double>(g, relaxation.TargetDamping, g);
        }

        packed.Target.Scatter(bestTarget, g);
        if (relaxation is null)
            Centering.Apply(packed.Problem.Source.Weights, f, g);
    }

    private static void Fail(EntropicSolution destination)
    {
        destination.MutableSourcePotential.Clear();
        destination.MutableTargetPotential.Clear();
        destination.ExitReason = ExitReason.NumericalFailure;
    }
}
