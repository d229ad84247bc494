using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Source potentials for which nothing is learned: where the solver starts, and what learning has to beat. Safe to share between threads.
/// </summary>
/// <remarks>
/// <para>
/// For every orthonormal frame <c>v_1 … v_d</c> the sum of exact one-dimensional potentials <c>f(x) = sum_k f_k(v_k·x)</c> is feasible for the squared
/// Euclidean cost together with its counterpart on the target, and its dual value <c>sum_k W2²(along v_k)</c> is a lower bound of W2². The frame of the
/// pair is the eigenframe of the optimal map between the Gaussians of both measures' covariances, in which the bound is at least the squared Bures
/// distance (Gelbrich 1990) and exact for Gaussians, or what rotations raise the bound to from there.
/// </para>
/// <para>
/// The plan-guided potential corrects the frame's: the gradient of the optimal potential is <c>2 (x - T(x))</c>, and the mean barycentric map of recursive
/// mass bisections is near the optimal map T. Neither takes a pass over pairs of atoms.
/// </para>
/// </remarks>
public sealed class UntrainedPotential
{
    /// <summary>Frames are d x d, and their eigenproblems take d³ operations a sweep.</summary>
    internal const int LargestDimensionOfFrames = 32;

    /// <summary>Above, bisection plans say less than the frame does.</summary>
    internal const int LargestDimensionGuided = 12;

    [ThreadStatic]
    private static FramePotential? _frames;

    private readonly SlicingDirections _directions;
    private readonly double[] _coefficients;
    private readonly PotentialFeatures _slices;

    /// <summary>Makes ready for pairs of one dimension and cost.</summary>
    /// <param name="cost">The ground cost.</param>
    /// <param name="dimension">The dimension of the points, at least 1.</param>
    /// <param name="start">Which potential.</param>
    /// <param name="directions">The fixed directions; null for those that go with the dimension.</param>
    /// <exception cref="ArgumentException">Directions of another dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An unknown start, or one that the cost or the dimension has not (see <see cref="UntrainedStart"/>).</exception>
    public UntrainedPotential(GroundCost cost, int dimension, UntrainedStart start = UntrainedStart.Best, SlicingDirections? directions = null)
        : this(PotentialFeatures.Create(FeatureOptions.SlicesOnly() with { Directions = directions }, dimension, cost), start)
    {
        if (start is UntrainedStart.Frame or UntrainedStart.PlanGuided && !HasFrames)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"Frames of a pair are for the squared Euclidean cost and at most {LargestDimensionOfFrames} dimensions, not for {cost.Kind} in {dimension}; choose Best or FixedDirections.");
        }
    }

    /// <summary>The same on the slices of a feature map.</summary>
    internal UntrainedPotential(PotentialFeatures slices, UntrainedStart start)
    {
        if (!Enum.IsDefined(start))
            throw new ArgumentOutOfRangeException(nameof(start), start, "Choose Best, FixedDirections, Frame or PlanGuided.");
        Start = start;
        _slices = slices;
        _directions = slices.Directions;
        _coefficients = slices.UntrainedCoefficients();
    }

    /// <summary>Which potential was asked for.</summary>
    public UntrainedStart Start { get; }

    /// <summary>The fixed directions.</summary>
    public SlicingDirections Directions => _directions;

    private bool HasFrames => _slices.IsSquaredEuclidean && _slices.Dimension <= LargestDimensionOfFrames;

    /// <summary>Computes the potential of a pair.</summary>
    /// <param name="problem">The pair, of this cost and dimension.</param>
    /// <param name="sourcePotential">Receives the n values of f, relative to the product of the measures, of weighted mean 0.</param>
    /// <returns>Which potential it is, where <see cref="UntrainedStart.Best"/> was asked for: that of the highest semi-dual value.</returns>
    /// <exception cref="ArgumentException">A wrong length, dimension or cost.</exception>
    public UntrainedStart Compute(TransportProblem problem, Span<double> sourcePotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.Source.Dimension != _slices.Dimension)
            throw new ArgumentException($"The pair has dimension {problem.Source.Dimension}, this potential was made for {_slices.Dimension}.", nameof(problem));
        PotentialChecks.RequireLength(sourcePotential.Length, problem.SourceCount, "source", nameof(sourcePotential));
        if (Start == UntrainedStart.FixedDirections || !HasFrames || problem.Geometry.Cost is not SquaredEuclideanCost)
        {
            AlongFixedDirections(problem, sourcePotential);
            return UntrainedStart.FixedDirections;
        }

        FramePotential frames = _frames ?? new FramePotential();
        _frames = null;
        frames.Compute(problem.Source, problem.Target);
        UntrainedStart taken = Start;
        if (Start == UntrainedStart.Best)
            taken = ChooseBest(problem, frames, sourcePotential);
        else
        {
            if (Start == UntrainedStart.PlanGuided)
                frames.Guide();
            frames.CopyTo(sourcePotential);
        }

        _frames = frames;
        return taken;
    }

    private void AlongFixedDirections(TransportProblem problem, Span<double> f)
    {
        f.Clear();
        _slices.AddTo(problem, _coefficients, f);
    }

    private UntrainedStart ChooseBest(TransportProblem problem, FramePotential frames, Span<double> best)
    {
        using var workspace = SolverWorkspace.Rent(problem);
        workspace.Iteration.Reset();
        HalfSteps halfSteps = SolverStages.ForPrediction(workspace);
        Span<double> candidate = frames.Candidate;
        AlongFixedDirections(problem, best);
        double most = SemiDual(workspace, halfSteps, best);
        UntrainedStart taken = UntrainedStart.FixedDirections;
        for (UntrainedStart start = UntrainedStart.Frame; start <= UntrainedStart.PlanGuided; start++)
        {
            if (start == UntrainedStart.PlanGuided)
            {
                if (problem.Source.Dimension is 1 or > LargestDimensionGuided)
                    break;
                frames.Guide();
            }

            frames.CopyTo(candidate);
            double value = SemiDual(workspace, halfSteps, candidate);
            if (!(value > most) && double.IsFinite(most))
                continue;
            candidate.CopyTo(best);
            (taken, most) = (start, value);
        }

        workspace.Finish();
        return taken;
    }

    /// <summary><c>&lt;a, f&gt; + &lt;b, softc(f)&gt;</c> of a potential of weighted mean 0.</summary>
    private static double SemiDual(SolverWorkspace workspace, HalfSteps halfSteps, ReadOnlySpan<double> f)
    {
        Span<double> source = workspace.Iteration.Source.Span, target = workspace.Iteration.Target.Span;
        workspace.Problem.Source.Gather(f, source);
        target.Clear();
        halfSteps.ToTarget(source, target);
        return TensorPrimitives.Dot(workspace.Problem.Target.ActiveWeights, target);
    }
}

/// <summary>Which untrained potential.</summary>
public enum UntrainedStart
{
    /// <summary>Of those that the cost and the dimension have, the one of the highest semi-dual value: one half-step each.</summary>
    Best = 0,

    /// <summary>The average of the potentials along directions that are the same for all pairs, scaled. For every cost and dimension.</summary>
    FixedDirections = 1,

    /// <summary>The sum of the potentials along the pair's own orthonormal frame. For the squared Euclidean cost in up to 32 dimensions.</summary>
    Frame = 2,

    /// <summary>The frame's potential corrected by what bisection plans say of its gradient. As <see cref="Frame"/>; pays at small epsilon in few dimensions.</summary>
    PlanGuided = 3,
}
