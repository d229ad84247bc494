namespace Microsoft.ML.SlicedOT;

/// <summary>What a fit knows before it has seen a pair: cost, regularisation, fixed supports and features.</summary>
internal sealed class TrainingSetup
{
    /// <summary>More threads than any machine has.</summary>
    public const int MostThreads = 1024;

    /// <summary>A fit keeps several matrices of features by features: more than this need tens of gigabytes.</summary>
    public const int MostFeatures = 10_000;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public TrainingSetup(GroundCost cost, double epsilon, int dimension, ITrainingOptions options, Geometry? geometry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentNullException.ThrowIfNull(options.Features, nameof(options));
        if (options.Ridge is { } ridge && !(ridge >= 0))
            throw new ArgumentOutOfRangeException(nameof(options), ridge, "The ridge strength must be at least 0, or null to choose it on held-out folds.");
        if (options.NumberOfThreads is < 1 or > MostThreads)
            throw new ArgumentOutOfRangeException(nameof(options.NumberOfThreads), options.NumberOfThreads, "The number of threads must be positive and at most 1,024, or null for one a processor.");
        options.Features.Validate(dimension);
        Epsilon = TransportProblem.CheckedEpsilon(epsilon);
        Cost = cost;
        Geometry = geometry;
        Directions = options.ChooseNumberOfDirections ? DirectionSelection.Create(options.Features, dimension, cancellationToken) : null;
        FeatureOptions features = Directions is null ? options.Features : options.Features with { Directions = Directions.Union };
        Features = PotentialFeatures.Create(features, dimension, cost, geometry?.SourceCount ?? 0, cancellationToken);
        RequireFewFeatures();
        NumberOfThreads = options.NumberOfThreads ?? Environment.ProcessorCount;
    }

    public GroundCost Cost { get; }

    public double Epsilon { get; }

    public Geometry? Geometry { get; }

    /// <summary>The numbers of directions to choose among, or null where there is nothing to choose.</summary>
    public DirectionSelection? Directions { get; }

    /// <summary>The feature map, with the directions of all candidates.</summary>
    public PotentialFeatures Features { get; }

    public int NumberOfThreads { get; }

    private void RequireFewFeatures()
    {
        if (Features.Count <= MostFeatures)
            return;
        throw new ArgumentException(
            $"The options make {Features.Count} features, and a fit can have {MostFeatures}: choose a smaller NumberOfDirections or RandomFourierFeatures, or turn AtomIntercept off.");
    }

    /// <summary>The mass penalties of the pairs seen so far, which are those of the first; null before it.</summary>
    public (MassPenalty Source, MassPenalty Target)? Penalties { get; private set; }

    /// <summary>A model of this fit: for pairs with its penalties.</summary>
    public AmortizedCouplingModel WithPenalties(AmortizedCouplingModel model) =>
        Penalties is { } penalties ? model.WithPenalties(penalties.Source, penalties.Target) : model;

    /// <summary>Throws where a pair does not belong to this fit.</summary>
    public void Check(TransportProblem problem, long row)
    {
        ArgumentNullException.ThrowIfNull(problem);
        (MassPenalty Source, MassPenalty Target) penalties = (problem.SourcePenalty, problem.TargetPenalty);
        Penalties ??= penalties;
        if (Penalties != penalties)
        {
            throw new ArgumentException(
                $"The pair in row {row} has mass penalties {penalties.Source} and {penalties.Target}, the fit {Penalties.Value.Source} and {Penalties.Value.Target}: resolve relative ones once (MassPenalty.Resolve) and give the numbers to all.",
                nameof(problem));
        }

        if (TrainingPairs.Mismatch(problem, Cost, Epsilon, Features.Dimension) is { } mismatch)
            throw new ArgumentException($"The pair in row {row} {mismatch}", nameof(problem));
    }
}

/// <summary>What the options of all ways of learning have in common.</summary>
internal interface ITrainingOptions
{
    FeatureOptions Features { get; }

    double? Ridge { get; }

    bool ChooseNumberOfDirections { get; }

    int? NumberOfThreads { get; }
}
