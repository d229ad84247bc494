namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Learns a <see cref="TransportCostModel"/> from pairs whose costs are known: some numbers a pair are kept, so that shards merge.
/// </summary>
/// <remarks>
/// Errors count relative to the cost (down to a thousandth of the median). The ridge pulls towards the coefficients that need no learning, with the strength
/// of least leave-one-out error: five pairs help, and none at all gives <see cref="TransportCostModel.Untrained"/>. From thirty pairs on more features
/// compete, by the same error.
/// </remarks>
public sealed class TransportCostRegression
{
    /// <summary>With fewer pairs the small set of features is not challenged.</summary>
    private const int ManyPairs = 30;

    private const double SmallestWeightedShare = 1e-3;
    private const double Coverage = 0.9;

    private readonly List<(TransportCostBounds Bounds, double Cost)> _pairs = [];

    /// <summary>A regression without pairs.</summary>
    /// <param name="target">What to predict.</param>
    /// <param name="bounds">How to compute the bounds; <see langword="null"/> for the defaults. Entropic targets need its epsilon.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or an entropic target has no epsilon.</exception>
    public TransportCostRegression(TransportCostTarget target = TransportCostTarget.SquaredWasserstein, TransportCostBoundsOptions? bounds = null)
    {
        Bounds = TransportCostModel.Checked(target, bounds);
        Target = target;
    }

    /// <summary>What is predicted.</summary>
    public TransportCostTarget Target { get; }

    /// <summary>How bounds are computed.</summary>
    public TransportCostBoundsOptions Bounds { get; }

    /// <summary>The number of pairs added.</summary>
    public long PairsUsed => _pairs.Count;

    /// <summary>Adds a pair and its cost.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension.</param>
    /// <param name="cost">Its cost, as exactly as it is known: finite and not negative.</param>
    /// <param name="workspace">Buffers to reuse, not by two threads at a time; <see langword="null"/> for new ones.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The cost is negative or not finite.</exception>
    public void Add(DiscreteMeasure source, DiscreteMeasure target, double cost, TransportCostBoundsWorkspace? workspace = null) =>
        Add(TransportCostBounds.Compute(source, target, Bounds, workspace), cost);

    /// <summary>Adds a pair's bounds and its cost.</summary>
    /// <param name="bounds">The bounds, computed with <see cref="Bounds"/>.</param>
    /// <param name="cost">The cost: finite and not negative.</param>
    /// <exception cref="ArgumentException">The bounds are of another epsilon.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The cost is negative or not finite.</exception>
    public void Add(in TransportCostBounds bounds, double cost)
    {
        if (!(cost >= 0 && double.IsFinite(cost)))
            throw new ArgumentOutOfRangeException(nameof(cost), cost, "A transport cost must be finite and not negative.");
        if (bounds.Epsilon != Bounds.Epsilon)
            throw new ArgumentException(FormattableString.Invariant($"The bounds are of epsilon {bounds.Epsilon:G6} and the regression of {Bounds.Epsilon:G6}; compute them with the regression's Bounds."), nameof(bounds));
        _pairs.Add((bounds, cost));
    }

    /// <summary>Solves pairs, each on one of several threads, and adds them with their costs: W2² exactly, entropic targets to a marginal violation of 1e-6.</summary>
    /// <param name="pairs">The pairs. Those of more than 67,108,864 entries, or on which the solver does not converge, are left out.</param>
    /// <param name="numberOfThreads">Threads; <see langword="null"/>: one a processor. The result does not depend on it.</param>
    /// <param name="progress">Told the number of pairs solved.</param>
    /// <param name="cancellationToken">Cancels; nothing is added then.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void AddSolved(
        IReadOnlyList<(DiscreteMeasure Source, DiscreteMeasure Target)> pairs,
        int? numberOfThreads = null,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (numberOfThreads < 1)
            throw new ArgumentOutOfRangeException(nameof(numberOfThreads), numberOfThreads, "The number of threads must be positive, or null for one a processor.");
        foreach ((DiscreteMeasure source, DiscreteMeasure target) in pairs)
            source.Support.RequireDimensionOf(target.Support);
        var solved = new (TransportCostBounds Bounds, double Cost)?[pairs.Count];
        int done = 0;
        var threads = new ParallelOptions { MaxDegreeOfParallelism = numberOfThreads ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, solved.Length, threads, () => new TransportCostSolver(), (k, state, solver) =>
        {
            (DiscreteMeasure source, DiscreteMeasure target) = pairs[k];
            if (solver.TrySolve(source, target, Target, Bounds.Epsilon, out double cost, out _, out _, cancellationToken))
                solved[k] = (TransportCostBounds.Compute(source, target, Bounds, solver.Workspace), Math.Max(0, cost));
            progress?.Report(new FitProgress("Teachers", Interlocked.Increment(ref done)) { Total = solved.Length });
            return solver;
        }, static _ => { });

        // In the order of the list, whatever the threads did.
        foreach ((TransportCostBounds Bounds, double Cost)? pair in solved)
        {
            if (pair is { } known)
                _pairs.Add(known);
        }
    }

    /// <summary>Adds the pairs of another regression behind these.</summary>
    /// <param name="other">A regression of the same target and bounds.</param>
    /// <exception cref="ArgumentException">Target or bounds differ.</exception>
    public void Merge(TransportCostRegression other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Target != Target || other.Bounds != Bounds)
            throw new ArgumentException($"The other regression has target {other.Target} and {other.Bounds}, this one {Target} and {Bounds}; both must be equal.", nameof(other));
        _pairs.AddRange(other._pairs);
    }

    /// <summary>The model of the pairs so far; without any it is the untrained one.</summary>
    public TransportCostModel Fit()
    {
        double[] weights = Weights();
        if (weights.Length == 0)
            return TransportCostModel.Untrained(Target, Bounds);
        (IReadOnlyList<string> names, CentredRidgeFit fit) = Fit(weights, many: false);
        if (_pairs.Count >= ManyPairs)
        {
            (IReadOnlyList<string> manyNames, CentredRidgeFit many) = Fit(weights, many: true);
            if (Expected(many) < Expected(fit))
                (names, fit) = (manyNames, many);
        }

        return new TransportCostModel(
            Target, Bounds, names, fit.Coefficients, _pairs.Count, fit.Strength, Math.Sqrt(fit.Error), IntervalWidth(fit.Residuals),
            TrainingRange.Of([.. _pairs.Select(p => p.Bounds)]));

        // What was chosen by the leave-one-out error looks better by it than it is.
        double Expected(CentredRidgeFit fit) => fit.Error * (1 + (2.0 * fit.Coefficients.Length / _pairs.Count));
    }

    private (IReadOnlyList<string> Names, CentredRidgeFit Fit) Fit(double[] weights, bool many)
    {
        IReadOnlyList<string> names = TransportCostFeatures.Names(Target, many);
        double[][] rows = [.. _pairs.Select(p => names.Select(name => TransportCostFeatures.Value(p.Bounds, name)).ToArray())];
        double[] above = [.. _pairs.Select(p => p.Cost - p.Bounds.MeanShift)];
        return (names, CentredRidge.Fit(rows, above, weights, TransportCostFeatures.Universal(Target, names)));
    }

    /// <summary>One over the costs, or nothing where there are none above zero.</summary>
    private double[] Weights()
    {
        double[] costs = [.. _pairs.Select(p => p.Cost).Order()];
        if (costs.Length == 0 || costs[^1] == 0)
            return [];
        double median = costs[costs.Length / 2];
        double least = SmallestWeightedShare * (median > 0 ? median : costs[^1]);
        return [.. _pairs.Select(p => 1 / Math.Max(p.Cost, least))];
    }

    /// <summary>The half-width, in <see cref="TransportCostFeatures.Uncertainty"/>, that covers 90 % of the errors on pairs left out, counting one more pair.</summary>
    private double? IntervalWidth(double[] residuals)
    {
        int rank = (int)Math.Ceiling(Coverage * (residuals.Length + 1));
        if (rank > residuals.Length)
            return null;
        double[] errors = [.. residuals.Select((residual, i) =>
        {
            (TransportCostBounds bounds, double cost) = _pairs[i];
            (double lower, double upper) = TransportCostFeatures.Certified(in bounds, Target);
            double predicted = Math.Max(lower, Math.Min(cost - residual, upper));
            return cost == predicted ? 0 : Math.Abs(cost - predicted) / Math.Max(TransportCostFeatures.Uncertainty(predicted, lower, upper), double.Epsilon);
        }).Order()];
        double width = errors[rank - 1];
        return double.IsFinite(width) ? width : null;
    }
}
