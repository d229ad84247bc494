namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The entropic transport problem: minimise <c>&lt;P, C&gt; + epsilon KL(P | a b^T)</c> over couplings P of the source weights a and the target weights b.
/// </summary>
/// <remarks>
/// <para>
/// Where a <see cref="MassPenalty"/> is given the problem is unbalanced: minimise
/// <c>&lt;P, C&gt; + epsilon KL(P | a b^T) + rho1 KL(P1 | a) + rho2 KL(P'1 | b)</c> over all <c>P &gt;= 0</c>, and the weights keep their totals
/// (<see cref="DiscreteMeasure.TotalMass"/>): a and b sum to A and B. A side without a penalty is exact. With no penalty at all totals do not matter, as
/// weights are normalised to sum 1.
/// </para>
/// <para>
/// Totals only set how much mass is moved, not where to: the coupling is that of the normalised weights times
/// <c>(A^(rho1 + epsilon) B^(rho2 + epsilon))^(1 / (epsilon + rho1 + rho2))</c>, see <see cref="MassFactor"/>. Potentials are therefore those of the
/// normalised weights for every problem, and so are their soft c-transforms.
/// </para>
/// </remarks>
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

    /// <summary>Penalties below this share of epsilon would drown in the rounding of potentials.</summary>
    private const double LeastPenalty = 1e-8;

    /// <summary>In the place of versions that no support has.</summary>
    private static readonly (long Source, long Target) NotAssigned = (-1, -1);

    private readonly Geometry _geometry;
    private MassPenalty _givenSourcePenalty;
    private MassPenalty _givenTargetPenalty;
    private (long Source, long Target) _versions;

    /// <summary>The problem of a pair of measures.</summary>
    /// <param name="source">The source measure.</param>
    /// <param name="target">The target measure, of the same dimension; its number of atoms may differ.</param>
    /// <param name="cost">The ground cost.</param>
    /// <param name="epsilon">The regularisation, positive and at most 1e37, in the units of the cost.</param>
    /// <param name="sourcePenalty">How strongly the source holds on to its weights; exactly by default.</param>
    /// <param name="targetPenalty">The same of the target.</param>
    /// <exception cref="PairException">The dimensions differ, the cost cannot be computed between these points, or a penalty is too small (see the message).</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive, or too large.</exception>
    public TransportProblem(
        DiscreteMeasure source, DiscreteMeasure target, GroundCost cost, double epsilon, MassPenalty sourcePenalty = default, MassPenalty targetPenalty = default)
        : this(
            new Geometry(
                (source ?? throw new ArgumentNullException(nameof(source))).Support,
                (target ?? throw new ArgumentNullException(nameof(target))).Support, cost, isShared: false),
            source, target, epsilon, sourcePenalty, targetPenalty)
    {
    }

    /// <summary>The problem of two measures on the supports of a shared geometry.</summary>
    /// <param name="geometry">Supports and cost.</param>
    /// <param name="source">The source measure, on the geometry's source points.</param>
    /// <param name="target">The target measure, on the geometry's target points.</param>
    /// <param name="epsilon">The regularisation, positive and at most 1e37, in the units of the cost.</param>
    /// <param name="sourcePenalty">How strongly the source holds on to its weights; exactly by default.</param>
    /// <param name="targetPenalty">The same of the target.</param>
    /// <exception cref="ArgumentException">A measure lives on other points than the geometry's.</exception>
    /// <exception cref="PairException">A penalty is too small beside epsilon, or relative to a mean cost that is not positive.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive, or too large.</exception>
    public TransportProblem(
        Geometry geometry, DiscreteMeasure source, DiscreteMeasure target, double epsilon, MassPenalty sourcePenalty = default, MassPenalty targetPenalty = default)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        _geometry = geometry;
        _givenSourcePenalty = sourcePenalty;
        _givenTargetPenalty = targetPenalty;
        Epsilon = CheckedEpsilon(epsilon);
        Check(source, target);
        Source = source;
        Target = target;
        ResolvePenalties();
        _versions = (source.Support.Version, target.Support.Version);
    }

    /// <summary>Supports and ground cost.</summary>
    /// <exception cref="InvalidOperationException">A measure was given other points since.</exception>
    public Geometry Geometry => _versions == (Source.Support.Version, Target.Support.Version) && _geometry.IsCurrent
        ? _geometry
        : throw new InvalidOperationException("A measure was given other points since the problem was made; call the problem's Assign after the measures'.");

    /// <summary>The source measure.</summary>
    public DiscreteMeasure Source { get; private set; }

    /// <summary>The target measure.</summary>
    public DiscreteMeasure Target { get; private set; }

    /// <summary>
    /// The regularisation epsilon, in the units of the cost. Solving refuses less than 1e-12 of the largest cost, and resolves a violation of 1e-6 for certain from
    /// about 1e-10 of it on (see <see cref="SinkhornOptions.Tolerance"/>).
    /// </summary>
    public double Epsilon { get; private set; }

    /// <summary>How strongly the source holds on to its weights: <see cref="MassPenalty.Exact"/>, or rho1 in the units of the cost.</summary>
    public MassPenalty SourcePenalty { get; private set; }

    /// <summary>How strongly the target holds on to its weights: <see cref="MassPenalty.Exact"/>, or rho2 in the units of the cost.</summary>
    public MassPenalty TargetPenalty { get; private set; }

    /// <summary>Whether both marginals have to be exact.</summary>
    public bool IsBalanced => SourcePenalty.IsExact && TargetPenalty.IsExact;

    /// <summary>What the coupling of the normalised weights is multiplied with to be that of the weights as given; 1 for a balanced problem.</summary>
    public double MassFactor => Math.Exp(LogMassFactor);

    /// <summary>The natural logarithm of <see cref="MassFactor"/>.</summary>
    internal double LogMassFactor
    {
        get
        {
            if (IsBalanced)
                return 0;
            double logSource = Math.Log(Source.TotalMass), logTarget = Math.Log(Target.TotalMass);
            if (SourcePenalty.IsExact)
                return logSource;
            if (TargetPenalty.IsExact)
                return logTarget;
            double sourceShare = (SourcePenalty.Value + Epsilon) / PenaltySum, targetShare = (TargetPenalty.Value + Epsilon) / PenaltySum;
            return (sourceShare * logSource) + (targetShare * logTarget);
        }
    }

    /// <summary><c>rho1 + rho2 + epsilon</c>, infinite where a side is exact.</summary>
    internal double PenaltySum => SourcePenalty.Value + TargetPenalty.Value + Epsilon;

    /// <summary>Number n of source atoms.</summary>
    public int SourceCount => Source.Count;

    /// <summary>Number m of target atoms.</summary>
    public int TargetCount => Target.Count;

    /// <summary>
    /// Makes this the problem of another pair, or of the same measures with other points, with the same cost and epsilon. Nothing is allocated for squared
    /// Euclidean costs of up to 8 dimensions; otherwise a matrix of costs is made for each pair that is solved. Not while another thread reads the problem.
    /// </summary>
    /// <param name="source">The source measure.</param>
    /// <param name="target">The target measure.</param>
    /// <exception cref="PairException">The pair cannot be used; the problem is to be assigned again before it is used.</exception>
    /// <exception cref="ArgumentException">The problem was made on a geometry, and a measure lives on other points.</exception>
    public void Assign(DiscreteMeasure source, DiscreteMeasure target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        _versions = NotAssigned;
        if (!_geometry.IsShared && !(_geometry.IsCurrent && ReferenceEquals(_geometry.Source, source.Support) && ReferenceEquals(_geometry.Target, target.Support)))
            _geometry.Assign(source.Support, target.Support);
        Check(source, target);
        Source = source;
        Target = target;
        ResolvePenalties();
        _versions = (source.Support.Version, target.Support.Version);
    }

    /// <summary>Makes this the problem of two other measures, otherwise like another one of the same cost.</summary>
    internal void Assign(DiscreteMeasure source, DiscreteMeasure target, TransportProblem like)
    {
        (Epsilon, _givenSourcePenalty, _givenTargetPenalty) = (like.Epsilon, like.SourcePenalty, like.TargetPenalty);
        Assign(source, target);
    }

    /// <summary>The number itself, where it can be an epsilon.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or too large.</exception>
    internal static double CheckedEpsilon(double epsilon) => epsilon > 0 && epsilon <= LargestEpsilon
        ? epsilon
        : throw new ArgumentOutOfRangeException(
            nameof(epsilon), epsilon, "The regularisation must be a positive number of at most 1e37, the range of float32.");

    private void ResolvePenalties()
    {
        bool isRelative = _givenSourcePenalty.IsRelative || _givenTargetPenalty.IsRelative;
        double meanCost = isRelative ? _geometry.MeanCost(Source.Weights, Target.Weights) : 0;
        SourcePenalty = CheckedPenalty(_givenSourcePenalty.Resolve(meanCost), Epsilon, "source");
        TargetPenalty = CheckedPenalty(_givenTargetPenalty.Resolve(meanCost), Epsilon, "target");
    }

    /// <summary>The penalty itself, where it can be resolved beside epsilon.</summary>
    /// <exception cref="PairException">It is too small.</exception>
    internal static MassPenalty CheckedPenalty(MassPenalty penalty, double epsilon, string side) => penalty.Value >= LeastPenalty * epsilon
        ? penalty
        : throw new PairException(FormattableString.Invariant(
            $"The {side}'s mass penalty is {penalty.Value:G3} and epsilon {epsilon:G3}: a penalty of less than {LeastPenalty} epsilon cannot be resolved. Use a larger one; the coupling no longer depends on it."));

    private void Check(DiscreteMeasure source, DiscreteMeasure target)
    {
        if (!_geometry.Source.ContentEquals(source.Support))
            throw new ArgumentException("The source measure lives on other points than the geometry's source; make a geometry for these points.", nameof(source));
        if (!_geometry.Target.ContentEquals(target.Support))
            throw new ArgumentException("The target measure lives on other points than the geometry's target; make a geometry for these points.", nameof(target));
        if (_geometry.CostBound is > 0 and < SmallestCost && _geometry.CostBound > NegligibleCost * Epsilon)
        {
            throw new PairException(
                FormattableString.Invariant($"Costs stay below {_geometry.CostBound:G3}, where float32 underflows, and epsilon is {Epsilon:G3}; multiply all coordinates by a common factor and epsilon accordingly."));
        }
    }

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
