namespace Microsoft.ML.SlicedOT;

/// <summary>The measures of a collection that are nearest to others in W2: exact, though few pairs are solved.</summary>
/// <remarks>
/// References are taken in the order of the sketches' lower bounds. One is passed over where a bound is above the cost of the k-th nearest so far: the sketches'
/// first, then the pair's own (<see cref="TransportCostBounds.Lower"/>); only what both leave open is solved.
/// </remarks>
public sealed class NearestMeasures
{
    private readonly IReadOnlyList<DiscreteMeasure> _references;
    private readonly MeasureSketches _sketches;
    private readonly TransportCostsOptions _options;
    private readonly int _dimension;

    /// <summary>Sketches a collection.</summary>
    /// <param name="references">The measures to search, of one dimension. The list must not change afterwards.</param>
    /// <param name="options">Seed and threads are read; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">No measure, or two of different dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NearestMeasures(IReadOnlyList<DiscreteMeasure> references, TransportCostsOptions? options = null)
    {
        _dimension = TransportCosts.RequireDimension(references, references);
        _options = options ?? new TransportCostsOptions();
        _options.Validate();
        _references = references;
        _sketches = MeasureSketches.Create(references, SketchDirections.Create(_dimension, _options.Seed), cells: null, _options.Threads);
    }

    /// <summary>Finds the k nearest measures of each query.</summary>
    /// <param name="queries">The queries, of the references' dimension.</param>
    /// <param name="k">How many, 1 to the number of references.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>For each query its neighbours, the nearest first; of equal costs the lower index.</returns>
    /// <exception cref="ArgumentException">No query, or one of another dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<NearestResult> Find(IReadOnlyList<DiscreteMeasure> queries, int k, CancellationToken cancellationToken = default)
    {
        if (k < 1 || k > _references.Count)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"The number of neighbours must be 1 to the number of references, {_references.Count}.");
        if (TransportCosts.RequireDimension(queries, queries) != _dimension)
            throw new ArgumentException($"The queries have points of dimension {queries[0].Dimension} and the references of dimension {_dimension}; both must be equal.", nameof(queries));
        var sketches = MeasureSketches.Create(queries, _sketches.Directions, cells: null, _options.Threads, cancellationToken);
        var results = new NearestResult[queries.Count];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads, CancellationToken = cancellationToken }, () => new TransportCostBoundsWorkspace(), (q, _, workspace) =>
        {
            results[q] = Search(queries[q], sketches, q, k, workspace, cancellationToken);
            return workspace;
        }, static _ => { });
        return results;
    }

    private NearestResult Search(DiscreteMeasure query, MeasureSketches sketches, int q, int k, TransportCostBoundsWorkspace workspace, CancellationToken cancellationToken)
    {
        var lower = new double[_references.Count];
        int[] order = [.. Enumerable.Range(0, lower.Length)];
        for (int j = 0; j < lower.Length; j++)
            lower[j] = MeasureSketches.LowerBound(sketches.Compare(q, _sketches, j));
        Array.Sort([.. lower], order);
        var nearest = new SortedSet<(double Cost, int Index)>();
        var bounds = new TransportCostBoundsOptions { AdditionalFrames = 0 };
        int bounded = 0, solved = 0;
        foreach (int j in order)
        {
            double worst = nearest.Count < k ? double.PositiveInfinity : nearest.Max.Cost;
            if (lower[j] > worst)
                break;
            if (nearest.Count == k)
            {
                bounded++;
                if (TransportCostBounds.Compute(query, _references[j], bounds, workspace).Lower * (1 - Margin) > worst)
                    continue;
            }

            solved++;
            nearest.Add((ExactTransportCost.Compute(query, _references[j], workspace, cancellationToken), j));
            if (nearest.Count > k)
                nearest.Remove(nearest.Max);
        }

        return new NearestResult([.. nearest.Select(n => n.Index)], [.. nearest.Select(n => n.Cost)], bounded, solved);
    }

    /// <summary>Rounding of the bounds.</summary>
    private const double Margin = 1e-9;
}

/// <summary>The neighbours of one query.</summary>
/// <param name="Indices">The references' indices, the nearest first.</param>
/// <param name="Costs">Their costs, W2².</param>
/// <param name="PairsBounded">How many references the pair's own bounds were computed of.</param>
/// <param name="PairsSolved">How many were solved.</param>
public sealed record NearestResult(IReadOnlyList<int> Indices, IReadOnlyList<double> Costs, int PairsBounded, int PairsSolved);
