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
/// Above 32 dimensions the frame spans the 32 directions in which the pair varies most (eigenvectors of the sum of the covariances, by orthogonal iteration in
/// O(n d)), and what is left of both measures counts as isotropic Gaussians: with <c>t = sqrt(tr B / tr A)</c> of what is left its potential is <c>(1 - t) |x|²</c>.
/// As epsilon is large there beside the variance along most directions, each map is shortened by what an entropic plan of half that epsilon between
/// Gaussians of these variances moves less than the optimal one: such a potential is no longer feasible, but several times nearer the entropic one.
/// </para>
/// <para>
/// The plan-guided potential corrects the frame's in up to 12 dimensions, and above is the same: the gradient of the optimal potential is <c>2 (x - T(x))</c>, and the mean barycentric map of recursive
/// mass bisections is near the optimal map T. Neither takes a pass over pairs of atoms.
/// </para>
/// <para>
/// The pooled potential solves the pair at a coarser scale: about <c>sqrt(40 n)</c> blocks of near atoms on each side, down to a violation of 1e-2, starting from the
/// frame's potential where there is one (above 32 dimensions of twelve directions, and at an epsilon below 1 % of the mean cost); a soft c-transform carries it to
/// all atoms. What sweeps are slow in is coarse, what is fine the first half-steps mend. It is the most accurate by far, and takes about as long as two half-steps at hundreds of atoms, less at thousands; up to 40 atoms nothing is pooled.
/// </para>
/// <para>
/// In an unbalanced problem the pooled potential is that of the unbalanced problem of the blocks. The others are taken between the marginals that earlier ones
/// asked for, as far as the dual value rises: about seven half-steps.
/// </para>
/// </remarks>
public sealed class UntrainedPotential
{
    internal const string Choices = "Choose Best, FixedDirections, Frame, PlanGuided or Pooled.";

    /// <summary>In more dimensions sweeps from the pooled potential are hardly fewer than from zero.</summary>
    private const int MostDimensionsForSolving = 5;

    /// <summary>Pairs of fewer entries are solved sooner than pooled.</summary>
    private const long LeastEntriesForSolving = 20_000;

    /// <summary>From so many entries on pooling costs next to nothing.</summary>
    private const long ManyEntriesForSolving = 500_000;

    /// <summary>At an epsilon of less, over the mean cost, blocks are too coarse to tell the solution.</summary>
    private const double LeastEpsilonForSolving = 0.002;

    /// <summary>At more, smaller pairs take so few sweeps from zero that pooling takes longer.</summary>
    private const double MostEpsilonOfFew = 0.04;

    private readonly PotentialFeatures _features;
    private readonly double[] _coefficients;

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
            throw new ArgumentOutOfRangeException(nameof(start), start, Choices);
        bool isFrame = start is UntrainedStart.Frame or UntrainedStart.PlanGuided;
        bool hasFrames = FramePotential.AppliesTo(cost.Kind == GroundCostKind.SquaredEuclidean, dimension);
        if (isFrame && !hasFrames && dimension != 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"Frames of a pair are for the squared Euclidean cost and at most {FramePotential.LargestDimension} dimensions, not for {cost.Kind} in {dimension}; choose Best or FixedDirections.");
        }

        bool isPooled = start is UntrainedStart.Best or UntrainedStart.Pooled;
        if (start == UntrainedStart.Pooled && !PooledPotential.AppliesTo(cost))
            throw new ArgumentOutOfRangeException(nameof(start), start, "A matrix of costs says nothing of what lies between points, so atoms cannot be pooled; choose Best or FixedDirections.");
        Start = start;
        _features = PotentialFeatures.Create(FeatureOptions.SlicesOnly() with { Directions = directions, FramePotentials = isFrame, PooledPotential = isPooled }, dimension, cost);
        _coefficients = Coefficients(_features, start);
    }

    /// <summary>Which potential was asked for.</summary>
    public UntrainedStart Start { get; }

    /// <summary>The fixed directions.</summary>
    public SlicingDirections Directions => _features.Directions;

    /// <summary>Computes the potential of a pair.</summary>
    /// <param name="problem">The pair, of this cost and dimension.</param>
    /// <param name="sourcePotential">Receives the n values of f, relative to the product of the measures, of weighted mean 0.</param>
    /// <returns>Which potential it is, where <see cref="UntrainedStart.Best"/> was asked for.</returns>
    /// <exception cref="ArgumentException">A wrong length, dimension or cost.</exception>
    public UntrainedStart Compute(TransportProblem problem, Span<double> sourcePotential)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.RequireLength(sourcePotential.Length, problem.SourceCount, "source", nameof(sourcePotential));
        if (problem.IsBalanced || _features.HasPooled)
            Compute(_features, _coefficients, problem, sourcePotential);
        else
            UnbalancedStart.Compute(problem, (balanced, f) => Compute(_features, _coefficients, balanced, f), isPooled: false, sourcePotential);
        return Start != UntrainedStart.Best ? Start : _features.HasPooled ? UntrainedStart.Pooled : UntrainedStart.FixedDirections;
    }

    /// <summary>
    /// Whether a solve from the pooled potential, that included, takes less time than from zero, as measured on clouds and families of 40 to 2,000 atoms
    /// (the benchmark's «Where a solve starts»): half to nine tenths of it where it does. Between grids sweeps cost too little for that.
    /// </summary>
    internal static bool PaysForSolving(TransportProblem problem)
    {
        Geometry geometry = problem.Geometry;
        ReadOnlySpan<double> source = problem.Source.Weights, target = problem.Target.Weights;
        long entries = (long)(source.Length - source.Count(0.0)) * (target.Length - target.Count(0.0));
        bool isSphere = geometry.Cost.Kind == GroundCostKind.SphereArc;
        if (entries < (isSphere ? ManyEntriesForSolving : LeastEntriesForSolving) || geometry.Source.Dimension > MostDimensionsForSolving)
            return false;
        if (!PooledPotential.AppliesTo(geometry.Cost) || SeparableHalfSteps.Applies(geometry, problem.Epsilon))
            return false;
        double meanCost = isSphere ? geometry.CostBound / 2 : geometry.MeanCost(source, target);
        return problem.Epsilon >= LeastEpsilonForSolving * meanCost && (entries >= ManyEntriesForSolving || problem.Epsilon <= MostEpsilonOfFew * meanCost);
    }

    private static void Compute(PotentialFeatures features, double[] coefficients, TransportProblem problem, Span<double> f)
    {
        f.Clear();
        features.AddTo(problem, coefficients, f);
    }

    /// <summary>The coefficients that are the untrained potential asked for, or the average along fixed directions where the features do not have it.</summary>
    internal static double[] Coefficients(PotentialFeatures features, UntrainedStart start)
    {
        double[][] own = [.. features.OwnStarts()];
        return own.Length == 0 || start == UntrainedStart.FixedDirections ? features.UntrainedCoefficients() : start == UntrainedStart.Frame ? own[0] : own[^1];
    }
}

/// <summary>Which untrained potential.</summary>
public enum UntrainedStart
{
    /// <summary>The pooled one for costs between points, along fixed directions for a matrix of costs.</summary>
    Best = 0,

    /// <summary>The average of the potentials along directions that are the same for all pairs, scaled. For every cost and dimension.</summary>
    FixedDirections = 1,

    /// <summary>The sum of the potentials along the pair's own orthonormal frame. For the squared Euclidean cost; above 32 dimensions in the 32 that matter most, with what is left as Gaussian.</summary>
    Frame = 2,

    /// <summary>The frame's potential corrected by what bisection plans say of its gradient. As <see cref="Frame"/>; pays at small epsilon in few dimensions.</summary>
    PlanGuided = 3,

    /// <summary>That of the pair whose atoms are pooled into blocks, solved there and carried to all atoms. For costs between points, in every dimension.</summary>
    Pooled = 4,
}
