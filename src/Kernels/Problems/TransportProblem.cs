namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The entropic transport problem: minimise <c>&lt;P, C&gt; + epsilon KL(P | a b^T)</c> over couplings P of the source weights a and the target weights b.
/// </summary>
public sealed class TransportProblem
{
    /// <summary>The largest epsilon: potentials carry roundoff in units of it and must fit into float32.</summary>
    public const double LargestEpsilon = 1e37;

    /// <summary>Below this bound a float32 cost loses digits to underflow.</summary>
    private const double SmallestCost = 1e-30;

    /// <summary>Beyond this cost over epsilon the rounding of exponents shows in every entry.</summary>
    private const double LargestExponent = 1e12;

    /// <summary>A cost this far below epsilon changes no coupling visibly.</summary>
    private const double NegligibleCost = 1e-8;

    /// <summary>The problem of a pair of measures.</summary>
    /// <param name="source">The source measure.</param>
    /// <param name="target">The target measure, of the same dimension; its number of atoms may differ.</param>
    /// <param name="cost">The ground cost.</param>
    /// <param name="epsilon">The regularisation, positive and at most 1e37, in the units of the cost.</param>
    /// <exception cref="PairException">The dimensions differ, or the cost cannot be computed between these points (see the message).</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive, or too large.</exception>
    public TransportProblem(DiscreteMeasure source, DiscreteMeasure target, GroundCost cost, double epsilon)
        : this(
            new Geometry(
                (source ?? throw new ArgumentNullException(nameof(source))).Support,
                (target ?? throw new ArgumentNullException(nameof(target))).Support, cost, isShared: false),
            source, target, epsilon)
    {
    }

    /// <summary>The problem of two measures on the supports of a shared geometry.</summary>
    /// <param name="geometry">Supports and cost.</param>
    /// <param name="source">The source measure, on the geometry's source points.</param>
    /// <param name="target">The target measure, on the geometry's target points.</param>
    /// <param name="epsilon">The regularisation, positive and at most 1e37, in the units of the cost.</param>
    /// <exception cref="ArgumentException">A measure lives on other points than the geometry's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive, or too large.</exception>
    public TransportProblem(Geometry geometry, DiscreteMeasure source, DiscreteMeasure target, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (!geometry.Source.ContentEquals(source.Support))
            throw new ArgumentException("The source measure lives on other points than the geometry's source; make a geometry for these points.", nameof(source));
        if (!geometry.Target.ContentEquals(target.Support))
            throw new ArgumentException("The target measure lives on other points than the geometry's target; make a geometry for these points.", nameof(target));
        Epsilon = CheckedEpsilon(epsilon);
        if (geometry.CostBound is > 0 and < SmallestCost && geometry.CostBound > NegligibleCost * epsilon)
        {
            throw new PairException(
                FormattableString.Invariant($"Costs stay below {geometry.CostBound:G3}, where float32 underflows, and epsilon is {epsilon:G3}; multiply all coordinates by a common factor and epsilon accordingly."));
        }

        Geometry = geometry;
        Source = source;
        Target = target;
    }

    /// <summary>Supports and ground cost.</summary>
    public Geometry Geometry { get; }

    /// <summary>The source measure.</summary>
    public DiscreteMeasure Source { get; }

    /// <summary>The target measure.</summary>
    public DiscreteMeasure Target { get; }

    /// <summary>The regularisation epsilon, in the units of the cost.</summary>
    public double Epsilon { get; }

    /// <summary>Number n of source atoms.</summary>
    public int SourceCount => Source.Count;

    /// <summary>Number m of target atoms.</summary>
    public int TargetCount => Target.Count;

    /// <summary>The number itself, where it can be an epsilon.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or too large.</exception>
    internal static double CheckedEpsilon(double epsilon) => epsilon > 0 && epsilon <= LargestEpsilon
        ? epsilon
        : throw new ArgumentOutOfRangeException(
            nameof(epsilon), epsilon, "The regularisation must be a positive number of at most 1e37, the range of float32.");

    /// <summary>Refuses a problem whose entries no arithmetic of ours can tell apart. What depends on costs alone can be asked of any problem.</summary>
    /// <exception cref="PairException">Epsilon is too small beside the cost.</exception>
    internal void RequireResolvableExponents()
    {
        if (Geometry.CostBound > LargestExponent * Epsilon)
        {
            throw new PairException(
                FormattableString.Invariant($"Epsilon is {Epsilon:G3} and costs reach {Geometry.CostBound:G3}: double precision cannot tell such exponents apart. Use an epsilon of at least {Geometry.CostBound / LargestExponent:G3}."));
        }
    }
}
