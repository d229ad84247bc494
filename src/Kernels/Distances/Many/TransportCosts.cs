namespace Microsoft.ML.SlicedOT;

/// <summary>Transport costs, W2², between all pairs of many measures.</summary>
public static class TransportCosts
{
    /// <summary>Rows of the matrix that go through the targets' sketches together.</summary>
    internal const int RowsTogether = 8;

    /// <summary>The costs of all pairs of a collection; the diagonal is 0.</summary>
    /// <param name="measures">The measures, of one dimension; their numbers of atoms may differ.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Told the number of pairs done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">No measure, or two of different dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TransportCostMatrix Compute(
        IReadOnlyList<DiscreteMeasure> measures, TransportCostsOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Compute(measures, measures, options, progress, cancellationToken);

    /// <summary>The costs between all sources and all targets.</summary>
    /// <param name="sources">The measures of the rows.</param>
    /// <param name="targets">The measures of the columns; the same list for a symmetric matrix.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Told the number of pairs done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">No measure, or two of different dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TransportCostMatrix Compute(
        IReadOnlyList<DiscreteMeasure> sources,
        IReadOnlyList<DiscreteMeasure> targets,
        TransportCostsOptions? options = null,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        int dimension = RequireDimension(sources, targets);
        options ??= new TransportCostsOptions();
        options.Validate();
        bool isSymmetric = ReferenceEquals(sources, targets);
        long pairs = isSymmetric ? (long)sources.Count * (sources.Count - 1) / 2 : (long)sources.Count * targets.Count;
        TransportCostTier tier = options.Tier ?? (pairs <= TransportCostsOptions.FewPairs ? TransportCostTier.Bounds : TransportCostTier.Sketch);
        int threads = options.Threads;
        (Func<int, int, TransportCostBoundsWorkspace, double> Cost, double? Error) way = tier switch
        {
            TransportCostTier.Sketch => Sketched(sources, targets, dimension, options, cancellationToken),
            TransportCostTier.Bounds => ((i, j, workspace) => options.UsedModel.Predict(sources[i], targets[j], workspace).Cost, options.Model is { PairsUsed: > 0 } model ? model.LeaveOneOutError : null),
            _ => ((i, j, workspace) => ExactTransportCost.Compute(sources[i], targets[j], workspace, cancellationToken), 0),
        };

        var rows = new float[sources.Count][];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new float[targets.Count];
        // Sketches of many measures are more than the caches hold: each target's is read once for a few rows.
        int together = tier == TransportCostTier.Sketch ? RowsTogether : 1, blocks = (rows.Length + together - 1) / together;
        long done = 0;
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, () => new TransportCostBoundsWorkspace(), (i, _, workspace) =>
        {
            // The first rows of a triangle are the longest: taken with the last ones they even out.
            int block = isSymmetric && i % 2 == 1 ? blocks - 1 - (i / 2) : isSymmetric ? i / 2 : i;
            int start = block * together, end = Math.Min(start + together, rows.Length);
            long count = 0;
            for (int j = isSymmetric ? start + 1 : 0; j < targets.Count; j++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int row = start; row < (isSymmetric ? Math.Min(end, j) : end); row++, count++)
                {
                    rows[row][j] = (float)way.Cost(row, j, workspace);
                    if (isSymmetric)
                        rows[j][row] = rows[row][j];
                }
            }

            long sum = Interlocked.Add(ref done, count);
            progress?.Report(new FitProgress("Costs", sum) { Total = pairs });
            return workspace;
        }, static _ => { });
        return new TransportCostMatrix(rows, targets.Count, isSymmetric, tier, way.Error);
    }

    /// <summary>The one dimension of all measures.</summary>
    /// <exception cref="ArgumentException">No measure, or two of different dimensions.</exception>
    internal static int RequireDimension(IReadOnlyList<DiscreteMeasure> sources, IReadOnlyList<DiscreteMeasure> targets)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        if (sources.Count == 0 || targets.Count == 0)
            throw new ArgumentException("There are no measures; give at least one.", sources.Count == 0 ? nameof(sources) : nameof(targets));
        int dimension = sources[0]?.Dimension ?? 0;
        Require(sources, nameof(sources));
        if (!ReferenceEquals(sources, targets))
            Require(targets, nameof(targets));
        return dimension;

        void Require(IReadOnlyList<DiscreteMeasure> measures, string name)
        {
            for (int i = 0; i < measures.Count; i++)
            {
                if (measures[i] is null)
                    throw new ArgumentException($"{name}[{i}] is null; leave it out.", name);
                if (measures[i].Dimension != dimension)
                    throw new ArgumentException($"{name}[{i}] has points of dimension {measures[i].Dimension} and the first measure of dimension {dimension}; all must be equal.", name);
            }
        }
    }

    private static (Func<int, int, TransportCostBoundsWorkspace, double> Cost, double? Error) Sketched(
        IReadOnlyList<DiscreteMeasure> sources, IReadOnlyList<DiscreteMeasure> targets, int dimension, TransportCostsOptions options, CancellationToken cancellationToken)
    {
        var directions = SketchDirections.Create(dimension, options.Seed);
        var cells = MassCells.Create(sources, targets, options.Seed);
        var left = MeasureSketches.Create(sources, directions, cells, options.Threads, cancellationToken);
        MeasureSketches right = ReferenceEquals(sources, targets) ? left : MeasureSketches.Create(targets, directions, cells, options.Threads, cancellationToken);
        var model = SketchModel.Learn(sources, targets, left, right, options.TrainingPairs, options.Seed, options.Threads, cancellationToken);
        return ((i, j, _) => model.Predict(left.Compare(i, right, j)), model.Error);
    }
}

/// <summary>Settings of <see cref="TransportCosts"/> and <see cref="NearestMeasures"/>.</summary>
public sealed record TransportCostsOptions
{
    /// <summary>Up to so many pairs the bounds take seconds.</summary>
    internal const int FewPairs = 20_000;

    private const int MostThreads = 1024;

    /// <summary>How costs are computed; <see langword="null"/>, the default, is by bounds up to 20,000 pairs and from sketches above.</summary>
    public TransportCostTier? Tier { get; init; }

    /// <summary>The model of the tier of bounds, with <see cref="TransportCostTarget.SquaredWasserstein"/>; <see langword="null"/>, the default, is the one without learning.</summary>
    public TransportCostModel? Model { get; init; }

    /// <summary>How many pairs of the collection are solved to learn the coefficients of the sketches, at least 1: more exactly, up to a million entries; above, by bounds.</summary>
    public int TrainingPairs { get; init; } = 100;

    /// <summary>Seed of directions and training pairs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads, 1 to 1,024; <see langword="null"/>, the default, is one a processor. Results do not depend on it.</summary>
    public int? NumberOfThreads { get; init; }

    internal int Threads => NumberOfThreads ?? Environment.ProcessorCount;

    internal TransportCostModel UsedModel => Model ?? Untrained;

    private static TransportCostModel Untrained { get; } = TransportCostModel.Untrained();

    internal void Validate()
    {
        if (Tier is { } tier && !Enum.IsDefined(tier))
            throw new ArgumentOutOfRangeException(nameof(Tier), tier, $"Choose one of {string.Join(", ", Enum.GetNames<TransportCostTier>())}.");
        if (Model is { Target: not TransportCostTarget.SquaredWasserstein })
            throw new ArgumentOutOfRangeException(nameof(Model), Model.Target, "The model must predict W2²: TransportCostTarget.SquaredWasserstein.");
        if (TrainingPairs is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(TrainingPairs), TrainingPairs, "The number of training pairs must be 1 to 1,000,000.");
        if (NumberOfThreads is < 1 or > MostThreads)
            throw new ArgumentOutOfRangeException(nameof(NumberOfThreads), NumberOfThreads, "The number of threads must be 1 to 1,024, or null for one a processor.");
    }
}
