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
    private readonly PotentialFeatures _features;
    private readonly double[] _coefficients;
    private readonly PotentialChoice? _choice;

    /// <summary>Makes ready for pairs of one dimension and cost.</summary>
    /// <param name="cost">The ground cost.</param>
    /// <param name="dimension">The dimension of the points, at least 1.</param>
    /// <param name="start">Which potential.</param>
    /// <param name="directions">The fixed directions; null for those that go with the dimension.</param>
    /// <exception cref="ArgumentException">Directions of another dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An unknown start, or one that the cost or the dimension has not (see <see cref="UntrainedStart"/>).</exception>
    public UntrainedPotential(GroundCost cost, int dimension, UntrainedStart start = UntrainedStart.Best, SlicingDirections? directions = null)
    {
        ArgumentNullException.ThrowIfNull(cost);
        if (!Enum.IsDefined(start))
            throw new ArgumentOutOfRangeException(nameof(start), start, "Choose Best, FixedDirections, Frame or PlanGuided.");
        bool isFrame = start is UntrainedStart.Frame or UntrainedStart.PlanGuided;
        bool hasFrames = FramePotential.AppliesTo(cost.Kind == GroundCostKind.SquaredEuclidean, dimension);
        if (isFrame && !hasFrames && dimension != 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"Frames of a pair are for the squared Euclidean cost and at most {FramePotential.LargestDimension} dimensions, not for {cost.Kind} in {dimension}; choose Best or FixedDirections.");
        }

        Start = start;
        _features = PotentialFeatures.Create(FeatureOptions.SlicesOnly() with { Directions = directions, FramePotentials = isFrame }, dimension, cost);
        double[][] frames = [.. _features.FrameStarts()];
        _coefficients = frames.Length == 0 ? _features.UntrainedCoefficients() : start == UntrainedStart.Frame ? frames[0] : frames[^1];
        if (start == UntrainedStart.Best && hasFrames)
            _choice = new PotentialChoice(_features, [_coefficients]);
    }

    /// <summary>Which potential was asked for.</summary>
    public UntrainedStart Start { get; }

    /// <summary>The fixed directions.</summary>
    public SlicingDirections Directions => _features.Directions;

    /// <summary>Computes the potential of a pair.</summary>
    /// <param name="problem">The pair, of this cost and dimension.</param>
    /// <param name="sourcePotential">Receives the n values of f, relative to the product of the measures, of weighted mean 0.</param>
    /// <returns>Which potential it is, where <see cref="UntrainedStart.Best"/> was asked for: that of the highest semi-dual value.</returns>
    /// <exception cref="ArgumentException">A wrong length, dimension or cost.</exception>
    public UntrainedStart Compute(TransportProblem problem, Span<double> sourcePotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.RequireLength(sourcePotential.Length, problem.SourceCount, "source", nameof(sourcePotential));
        if (_choice is not null && problem.Geometry.Cost is SquaredEuclideanCost && problem.Source.Dimension == _features.Dimension)
            return UntrainedStart.FixedDirections + _choice.Compute(problem, sourcePotential);
        sourcePotential.Clear();
        _features.AddTo(problem, _coefficients, sourcePotential);
        return Start == UntrainedStart.Best ? UntrainedStart.FixedDirections : Start;
    }
}

/// <summary>Which untrained potential.</summary>
public enum UntrainedStart
{
    /// <summary>Of those that the cost and the dimension have, the one of the highest semi-dual value (to about 1e-5 epsilon): one half-step each. Where epsilon is above 12 % of the pair's mean cost the plan-guided one is left out.</summary>
    Best = 0,

    /// <summary>The average of the potentials along directions that are the same for all pairs, scaled. For every cost and dimension.</summary>
    FixedDirections = 1,

    /// <summary>The sum of the potentials along the pair's own orthonormal frame. For the squared Euclidean cost in up to 32 dimensions.</summary>
    Frame = 2,

    /// <summary>The frame's potential corrected by what bisection plans say of its gradient. As <see cref="Frame"/>; pays at small epsilon in few dimensions.</summary>
    PlanGuided = 3,
}
