using System.Buffers;
using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The best of several source potentials of a pair by semi-dual value, at one half-step each: learned ones, that along fixed directions, and the
/// pair's own: that of its pooled atoms where the features have it, otherwise those of its frame. Safe to share between threads.
/// </summary>
/// <param name="features">The features of the learned ones.</param>
/// <param name="alternatives">Coefficients, one vector a potential, at least one.</param>
internal sealed class PotentialChoice(PotentialFeatures features, double[][] alternatives)
{
    /// <summary>
    /// Above this epsilon over the pair's mean cost potentials are smooth: what is learned without frames is as good there, and the bisection plans are not
    /// worth their time.
    /// </summary>
    private const double LargestRelativeEpsilon = 0.12;

    /// <summary>What rounding of single-precision half-steps can make of equal values, in units of epsilon: the earlier potential stays.</summary>
    private const double Slack = 1e-5;

    [ThreadStatic]
    private static FramePotential? _frames;

    private readonly Alternative[] _alternatives = [.. alternatives.Select(coefficients => Split(features, coefficients))];

    /// <summary>Whether a pair has potentials of its own to choose from.</summary>
    public static bool AppliesTo(PotentialFeatures features) =>
        features.HasPooled || FramePotential.AppliesTo(features.IsSquaredEuclidean, features.Dimension);

    /// <summary>Whether predictions from such coefficients had better be compared with the pair's own potential: they are not that itself.</summary>
    public static bool IsWorthwhile(PotentialFeatures features, ReadOnlySpan<double> coefficients)
    {
        if (!features.HasPooled)
            return features.HasFrames;
        foreach (double[] start in features.OwnStarts())
        {
            if (coefficients.SequenceEqual(start))
                return false;
        }

        return true;
    }

    /// <summary>Whether there is anything to choose for a pair.</summary>
    public bool AppliesTo(TransportProblem problem) =>
        problem.Source.Dimension == features.Dimension && (features.HasPooled ? PooledPotential.AppliesTo(problem.Geometry.Cost) : problem.Geometry.Cost is SquaredEuclideanCost);

    /// <summary>Computes the best potential.</summary>
    public void Compute(TransportProblem problem, Span<double> best)
    {
        if (features.HasPooled)
            ComputeWithPooled(problem, best);
        else
            ComputeWithFrames(problem, best);
    }

    private void ComputeWithPooled(TransportProblem problem, Span<double> best)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(2 * best.Length);
        Span<double> pooled = rented.AsSpan(0, best.Length), candidate = rented.AsSpan(best.Length, best.Length);
        PooledPotential.Compute(problem, pooled);
        using var workspace = SolverWorkspace.Rent(problem);
        workspace.Iteration.Reset();
        HalfSteps halfSteps = SolverStages.ForPrediction(workspace);
        pooled.CopyTo(best);
        double most = SemiDual(workspace, halfSteps, pooled);
        foreach (Alternative alternative in _alternatives)
        {
            WriteOthers(alternative, problem, candidate);
            TensorPrimitives.MultiplyAdd(pooled, alternative.Pooled, candidate, candidate);
            double value = SemiDual(workspace, halfSteps, candidate);
            if (!(value > most + (Slack * problem.Epsilon)))
                continue;
            candidate.CopyTo(best);
            most = value;
        }

        workspace.Finish();
        ArrayPool<double>.Shared.Return(rented);
    }

    private void ComputeWithFrames(TransportProblem problem, Span<double> best)
    {
        bool isSmooth = problem.Epsilon > LargestRelativeEpsilon * problem.Geometry.MeanCost(problem.Source.Weights, problem.Target.Weights);
        if (isSmooth && _alternatives.Length > 1 && _alternatives[^1] is { Frame: 0, Guided: 0 } learned)
        {
            best.Clear();
            features.AddTo(problem, learned.Others, best);
            return;
        }

        FramePotential frames = _frames ?? new FramePotential();
        _frames = null;
        frames.Compute(problem.Source, problem.Target, problem.Epsilon);
        frames.CopyTo(frames.Uncorrected);
        bool isGuided = FramePotential.IsGuidedIn(problem.Source.Dimension) && (!isSmooth || Array.Exists(_alternatives, static alternative => alternative.Guided != 0));
        if (isGuided)
            frames.Guide();
        frames.CopyTo(frames.Corrected);
        using var workspace = SolverWorkspace.Rent(problem);
        workspace.Iteration.Reset();
        HalfSteps halfSteps = SolverStages.ForPrediction(workspace);
        Span<double> candidate = frames.Candidate;
        int taken = -1;
        double most = double.NegativeInfinity;
        for (int k = 0; k < _alternatives.Length + (isGuided ? 2 : 1); k++)
        {
            if (k < _alternatives.Length)
                Write(_alternatives[k], problem, frames, candidate);
            else
                (k == _alternatives.Length ? frames.Uncorrected : frames.Corrected).CopyTo(candidate);
            double value = SemiDual(workspace, halfSteps, candidate);
            if (!(value > most + (Slack * problem.Epsilon)) && taken >= 0)
                continue;
            candidate.CopyTo(best);
            (taken, most) = (k, value);
        }

        workspace.Finish();
        if (frames.Release())
            _frames = frames;
    }

    /// <summary>The coefficients of the pair's own potentials apart, which are computed once for all.</summary>
    private static Alternative Split(PotentialFeatures features, double[] coefficients)
    {
        double[] others = [.. coefficients];
        double frame = 0, guided = 0, pooled = 0;
        foreach (FeatureBlock block in features.Blocks.Where(block => block.Kind is FeatureBlockKind.Frame or FeatureBlockKind.Pooled))
        {
            if (block.Kind == FeatureBlockKind.Pooled)
                pooled = coefficients[block.Offset];
            else
                (frame, guided) = (coefficients[block.Offset], block.Count > 1 ? coefficients[block.Offset + 1] : 0);
            if (block.Kind == FeatureBlockKind.Pooled || !features.HasPooled)
                others.AsSpan(block.Offset, block.Count).Clear();
        }

        return new Alternative(others, others.AsSpan().ContainsAnyExcept(0.0), frame, guided, pooled);
    }

    private void Write(Alternative alternative, TransportProblem problem, FramePotential frames, Span<double> f)
    {
        WriteOthers(alternative, problem, f);
        if (alternative.Frame != 0)
            TensorPrimitives.MultiplyAdd(frames.Uncorrected, alternative.Frame, f, f);
        if (alternative.Guided != 0)
            TensorPrimitives.MultiplyAdd(frames.Corrected, alternative.Guided, f, f);
    }

    private void WriteOthers(Alternative alternative, TransportProblem problem, Span<double> f)
    {
        f.Clear();
        if (alternative.HasOthers)
            features.AddTo(problem, alternative.Others, f);
    }

    /// <summary><c>&lt;a, f&gt; + &lt;b, softc(f)&gt;</c> of a potential of weighted mean 0, or what takes its place in an unbalanced problem.</summary>
    private static double SemiDual(SolverWorkspace workspace, HalfSteps halfSteps, ReadOnlySpan<double> f)
    {
        Span<double> source = workspace.Iteration.Source.Span, target = workspace.Iteration.Target.Span;
        workspace.Problem.Source.Gather(f, source);
        target.Clear();
        halfSteps.ToTarget(source, target);
        return workspace.Problem.Relaxation?.Value ?? TensorPrimitives.Dot(workspace.Problem.Target.ActiveWeights, target);
    }

    private sealed record Alternative(double[] Others, bool HasOthers, double Frame, double Guided, double Pooled);
}
