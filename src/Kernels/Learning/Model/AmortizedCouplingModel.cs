namespace Microsoft.ML.SlicedOT;

/// <summary>
/// A learned map from a pair of measures to its optimal coupling: predicts the source potential <c>f = Phi alpha</c>, turns it into a pair of
/// potentials by two soft c-transforms, and refines them if asked to. Immutable and safe to share between threads.
/// </summary>
public sealed class AmortizedCouplingModel
{
    internal const int MostHalfSteps = 10_000;

    private readonly double[] _coefficients;
    private readonly double[] _alternative;
    private readonly PotentialChoice? _choice;
    private readonly bool _isPooled;

    /// <summary>Makes a model from its numbers.</summary>
    /// <param name="cost">The ground cost.</param>
    /// <param name="epsilon">The regularisation, in units of the cost.</param>
    /// <param name="features">The feature map.</param>
    /// <param name="coefficients">One number a feature.</param>
    /// <param name="report">How the coefficients came about; null for the untrained model's.</param>
    /// <param name="geometry">The fixed supports, where all pairs share them; its cost is <paramref name="cost"/>.</param>
    /// <param name="choosesStart">Whether a prediction starts from the best of <c>Phi alpha</c> and the pair's own potentials, see <see cref="ChoosesStart"/>.</param>
    /// <param name="alternativeCoefficients">One number a feature for another potential to choose from; empty for none.</param>
    /// <exception cref="ArgumentException">The number of coefficients or the dimension does not fit, or a coefficient is not finite.</exception>
    public AmortizedCouplingModel(
        GroundCost cost,
        double epsilon,
        PotentialFeatures features,
        ReadOnlySpan<double> coefficients,
        FitReport? report = null,
        Geometry? geometry = null,
        bool choosesStart = false,
        ReadOnlySpan<double> alternativeCoefficients = default)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(features);
        if (!(epsilon > 0) || !double.IsFinite(epsilon))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be positive and finite.");
        if (coefficients.IsEmpty)
            throw new ArgumentException($"There are {features.Count} features, but no coefficients.", nameof(coefficients));
        RequireFinite(features, coefficients, nameof(coefficients));

        if (geometry is not null && geometry.Source.Dimension != features.Dimension)
            throw new ArgumentException($"The fixed supports have dimension {geometry.Source.Dimension}, the features {features.Dimension}.", nameof(geometry));
        Cost = cost;
        Epsilon = epsilon;
        Features = features;
        _coefficients = coefficients.ToArray();
        Geometry = geometry;
        RequireFinite(features, alternativeCoefficients, nameof(alternativeCoefficients));
        if (!choosesStart && !alternativeCoefficients.IsEmpty)
            throw new ArgumentException("Alternative coefficients are for models that choose their start.", nameof(alternativeCoefficients));
        _alternative = alternativeCoefficients.ToArray();
        if (choosesStart && PotentialChoice.AppliesTo(features))
            _choice = new PotentialChoice(features, _alternative.Length == 0 ? [_coefficients] : [_coefficients, _alternative]);
        _isPooled = _choice is null && features.HasPooled && !PotentialChoice.IsWorthwhile(features, coefficients);
        Report = report ?? new FitReport { Epsilon = epsilon, NumberOfDirections = features.Directions.Count };
    }

    private AmortizedCouplingModel(AmortizedCouplingModel model, FitReport report, MassPenalty sourcePenalty, MassPenalty targetPenalty)
        : this(model.Cost, model.Epsilon, model.Features, model._coefficients, report, model.Geometry, model.ChoosesStart, model._alternative)
    {
        SourcePenalty = sourcePenalty;
        TargetPenalty = targetPenalty;
    }

    /// <summary>The ground cost.</summary>
    public GroundCost Cost { get; }

    /// <summary>The regularisation, in units of the cost.</summary>
    public double Epsilon { get; }

    /// <summary>How strongly couplings hold on to the source's weights: <see cref="MassPenalty.Exact"/>, or in the units of the cost.</summary>
    public MassPenalty SourcePenalty { get; private init; }

    /// <summary>The same of the target's.</summary>
    public MassPenalty TargetPenalty { get; private init; }

    internal bool IsBalanced => SourcePenalty.IsExact && TargetPenalty.IsExact;

    /// <summary>The feature map.</summary>
    public PotentialFeatures Features { get; }

    /// <summary>One number a feature.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>The fixed supports, or null when every pair brings its own points.</summary>
    public Geometry? Geometry { get; }

    /// <summary>
    /// Whether a prediction starts from whichever of <c>Phi alpha</c> and the pair's own potential has the highest semi-dual value, at one half-step each. The own
    /// potential is that of its pooled atoms, where the features have it, otherwise those of its frame and its plans (see <see cref="UntrainedStart"/>); then, where there
    /// are <see cref="AlternativeCoefficients"/>, they are among them, and are taken at once where epsilon is above 12 % of the pair's mean cost.
    /// Never so where a pair has no such potential.
    /// </summary>
    public bool ChoosesStart => _choice is not null;

    /// <summary>One number a feature for another potential that predictions may start from: what was learned without the frame potentials. Empty if there is none.</summary>
    public ReadOnlySpan<double> AlternativeCoefficients => _alternative;

    /// <summary>How the coefficients came about.</summary>
    public FitReport Report { get; }

    /// <summary>The model that has seen no data.</summary>
    /// <param name="cost">The ground cost.</param>
    /// <param name="dimension">Dimension of the points.</param>
    /// <param name="epsilon">The regularisation, in units of the cost.</param>
    /// <param name="options">The slices to use; other features have coefficient 0 and are left out. Null for the defaults.</param>
    /// <param name="geometry">The fixed supports, if any.</param>
    /// <param name="start">Which potential it predicts; costs and dimensions that do not have it get fixed directions.</param>
    public static AmortizedCouplingModel Untrained(GroundCost cost, int dimension, double epsilon, FeatureOptions? options = null, Geometry? geometry = null, UntrainedStart start = UntrainedStart.Best)
    {
        if (!Enum.IsDefined(start))
            throw new ArgumentOutOfRangeException(nameof(start), start, UntrainedPotential.Choices);
        FeatureOptions slices = (options ?? new FeatureOptions()) with
        {
            FramePotentials = start is UntrainedStart.Frame or UntrainedStart.PlanGuided,
            PooledPotential = start is UntrainedStart.Best or UntrainedStart.Pooled,
            GaussianPotential = false,
            MeanShift = false,
            Monomials = false,
            RandomFourierFeatures = 0,
            AtomIntercept = false,
        };
        var features = PotentialFeatures.Create(slices, dimension, cost);
        return new AmortizedCouplingModel(cost, epsilon, features, UntrainedPotential.Coefficients(features, start), null, geometry);
    }

    /// <summary>The same model for couplings with these mass penalties: its problems have them, see <see cref="CreateProblem"/>.</summary>
    /// <param name="source">The source's, not relative: resolve it first (<see cref="MassPenalty.Resolve"/>).</param>
    /// <param name="target">The target's, not relative.</param>
    /// <exception cref="ArgumentException">A penalty is relative to a mean cost that the model does not know.</exception>
    public AmortizedCouplingModel WithPenalties(MassPenalty source, MassPenalty target) => new(this, Report, Resolved(source, nameof(source)), Resolved(target, nameof(target)));

    internal AmortizedCouplingModel WithReport(FitReport report) => new(this, report, SourcePenalty, TargetPenalty);

    private static MassPenalty Resolved(MassPenalty penalty, string name) => penalty.IsRelative
        ? throw new ArgumentException($"The penalty is {penalty}; a model needs it in the units of the cost, see MassPenalty.Resolve.", name)
        : penalty;

    private static void RequireFinite(PotentialFeatures features, ReadOnlySpan<double> coefficients, string name)
    {
        if (!coefficients.IsEmpty && coefficients.Length != features.Count)
            throw new ArgumentException($"There are {features.Count} features, but {coefficients.Length} coefficients.", name);
        for (int k = 0; k < coefficients.Length; k++)
        {
            if (!double.IsFinite(coefficients[k]))
                throw new ArgumentException(FormattableString.Invariant($"The coefficient of feature {k} ({features.Names[k]}) is {coefficients[k]}; coefficients must be finite."), name);
        }
    }

    /// <summary>The problem of a pair at this model's cost and regularisation, on the shared geometry where the supports are fixed.</summary>
    /// <param name="source">The source measure.</param>
    /// <param name="target">The target measure.</param>
    public TransportProblem CreateProblem(DiscreteMeasure source, DiscreteMeasure target) => Geometry is null
        ? new TransportProblem(source, target, Cost, Epsilon, SourcePenalty, TargetPenalty)
        : new TransportProblem(Geometry, source, target, Epsilon, SourcePenalty, TargetPenalty);

    /// <summary>
    /// Predicts the source potential, <c>f = Phi alpha</c> with <c>&lt;a,f&gt; = 0</c>, without any soft c-transform unless the model <see cref="ChoosesStart"/>.
    /// In an unbalanced problem what is learned is predicted between the marginals that the pooled potential asks for (models without it: twice, from none on), and
    /// taken as far as the dual value rises: about five soft c-transforms.
    /// </summary>
    /// <param name="problem">The pair.</param>
    /// <param name="f">Receives the potential, length n.</param>
    public void PredictSourcePotential(TransportProblem problem, Span<double> f)
    {
        ArgumentNullException.ThrowIfNull(problem);
        PotentialChecks.RequireLength(f.Length, problem.SourceCount, "source", nameof(f));
        if (problem.IsBalanced || _isPooled)
            PredictBalanced(problem, f);
        else
            UnbalancedStart.Compute(problem, PredictBalanced, Features.HasPooled, f);
    }

    private void PredictBalanced(TransportProblem problem, Span<double> f)
    {
        if (_choice is not null && _choice.AppliesTo(problem))
        {
            _choice.Compute(problem, f);
            return;
        }

        f.Clear();
        Features.AddTo(problem, _coefficients, f);
    }

    /// <summary>Predicts a pair's potentials.</summary>
    /// <param name="problem">The pair; its epsilon should be the model's.</param>
    /// <param name="halfSteps">Soft c-transforms after the prediction, 1 to 10,000; after an even number the row marginals are exact, after an odd one the column marginals.</param>
    /// <param name="refinement">Null for the bare prediction; otherwise Sinkhorn from the prediction with these options.</param>
    /// <param name="cancellationToken">Cancels between half-steps, or between the sweeps of a refinement.</param>
    /// <returns>The potentials, how many sweeps they took, and the marginal violation.</returns>
    public EntropicSolution Predict(TransportProblem problem, int halfSteps = 2, SinkhornOptions? refinement = null, CancellationToken cancellationToken = default)
    {
        var solution = new EntropicSolution();
        Predict(problem, solution, halfSteps, refinement, cancellationToken);
        return solution;
    }

    /// <summary>Predicts a pair's potentials into a solution whose buffers are reused.</summary>
    /// <param name="problem">The pair.</param>
    /// <param name="destination">Receives the result.</param>
    /// <param name="halfSteps">Soft c-transforms after the prediction, 1 to 10,000.</param>
    /// <param name="refinement">Null for the bare prediction; otherwise Sinkhorn from the prediction with these options.</param>
    /// <param name="cancellationToken">Cancels between half-steps, or between the sweeps of a refinement.</param>
    public void Predict(TransportProblem problem, EntropicSolution destination, int halfSteps = 2, SinkhornOptions? refinement = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(destination);
        if (halfSteps is < 1 or > MostHalfSteps)
            throw new ArgumentOutOfRangeException(nameof(halfSteps), halfSteps, "A prediction takes 1 to 10,000 half-steps; give a refinement where the marginals have to meet a tolerance.");
        refinement?.Validate();
        destination.Begin(problem);
        PredictSourcePotential(problem, destination.MutableSourcePotential);
        if (refinement is null)
            SinkhornSolver.Predict(problem, destination.SourcePotential, halfSteps, destination, cancellationToken);
        else
            SinkhornSolver.Solve(refinement, problem, destination, destination.SourcePotential, cancellationToken);
    }

    /// <summary>Writes everything needed to predict, as little-endian numbers.</summary>
    /// <param name="writer">The destination.</param>
    public void WriteTo(BinaryWriter writer) => AmortizedCouplingModelFormat.Write(writer, this);

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">The source.</param>
    /// <exception cref="InvalidDataException">The data is damaged or of a later format version.</exception>
    public static AmortizedCouplingModel ReadFrom(BinaryReader reader) => AmortizedCouplingModelFormat.Read(reader);
}
