namespace Microsoft.ML.SlicedOT;

/// <summary>OA-OT: learns to predict Kantorovich potentials by maximising the mean semi-dual over the training pairs; needs no solved pairs.</summary>
public sealed class PotentialObjective
{
    private readonly PotentialObjectiveOptions _options;
    private readonly List<TransportProblem> _problems = [];
    private readonly List<SkippedPair> _skipped = [];
    private long _rows;

    /// <summary>Starts an empty objective.</summary>
    /// <param name="cost">The ground cost of all pairs.</param>
    /// <param name="epsilon">The regularisation of all pairs, in units of the cost.</param>
    /// <param name="dimension">Dimension of the points.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="geometry">The fixed supports, where all pairs share them; kept in the model.</param>
    public PotentialObjective(GroundCost cost, double epsilon, int dimension, PotentialObjectiveOptions? options = null, Geometry? geometry = null)
    {
        ArgumentNullException.ThrowIfNull(cost);
        _options = options ?? new PotentialObjectiveOptions();
        Epsilon = epsilon;
        Cost = cost;
        Geometry = geometry;
        Features = PotentialFeatures.Create(_options.Features, dimension, cost, geometry?.SourceCount ?? 0);
    }

    /// <summary>The ground cost.</summary>
    public GroundCost Cost { get; }

    /// <summary>The regularisation.</summary>
    public double Epsilon { get; }

    /// <summary>The fixed supports, or null.</summary>
    public Geometry? Geometry { get; }

    /// <summary>The feature map.</summary>
    public PotentialFeatures Features { get; }

    /// <summary>Adds one pair; it is kept until the fit.</summary>
    /// <param name="problem">The pair, with this objective's cost and epsilon.</param>
    public void Add(TransportProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        _problems.Add(problem);
        _rows++;
    }

    /// <summary>Counts a row that could not be made into a pair, for the report.</summary>
    /// <param name="reason">What was wrong with it.</param>
    public void Skip(string reason) => _skipped.Add(new SkippedPair(_rows++, reason));

    /// <summary>Maximises the objective.</summary>
    /// <param name="progress">Told the mean semi-dual after every iteration.</param>
    /// <param name="cancellationToken">Ends the fit between iterations.</param>
    /// <returns>The model, with its report.</returns>
    public AmortizedCouplingModel Fit(IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
