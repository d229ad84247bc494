namespace SlicedOT.Tool;

/// <summary>A regression over files, part by part; one process that does all parts is the shard 0/1.</summary>
internal sealed class ShardedFit
{
    private readonly PairFiles? _files;
    private readonly FitSettings _settings;
    private readonly PairFormat _format;
    private readonly PredictCouplingEstimator _estimator;
    private readonly MLContext _context = new();
    private readonly IDataView _columns;
    private readonly CancellationToken _cancellationToken;

    /// <param name="files">The rows; null where there is only adding up to do.</param>
    /// <param name="settings">What to learn.</param>
    /// <param name="threads">Threads; 0 for one a processor.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public ShardedFit(PairFiles? files, FitSettings settings, int threads, CancellationToken cancellationToken)
    {
        files?.Require(settings.Names);
        _files = files;
        _settings = settings;
        _cancellationToken = cancellationToken;
        _estimator = _context.SlicedOT().PredictCoupling(settings.ToOptions(threads, cancellationToken));
        _columns = PairView.Create(_context, settings.Names, []);
        _format = _estimator.WithPenalties(
            _estimator.FormatOf(_columns.Schema), settings.Epsilon, static () => throw new InvalidOperationException("The settings' penalties are resolved."));
    }

    private PairFiles Files => _files ?? throw new InvalidOperationException("There are no rows to learn from.");

    /// <summary>The mean ground cost over the first rows, which every shard reads alike.</summary>
    public static double MeanCost(PairFiles files, FitSettings settings, long rows, CancellationToken cancellationToken)
    {
        // Any epsilon will do until it is known.
        var fit = new ShardedFit(files, settings with { Epsilon = 1, Method = PotentialLearning.Untrained }, 1, cancellationToken);
        double sum = 0;
        long count = 0;
        foreach ((TransportProblem? problem, _) in fit.Problems().Read(0, Math.Min(rows, files.Rows), epsilon: null))
        {
            if (problem is null)
                continue;
            sum += problem.Geometry.MeanCost(problem.Source.Weights, problem.Target.Weights);
            count++;
        }

        return count > 0 ? sum / count : throw new InvalidDataException($"None of the first {Math.Min(rows, files.Rows)} rows holds a pair, so no epsilon follows from them. Give --epsilon.");
    }

    /// <summary>An empty regression of the settings.</summary>
    public PotentialRegression CreateSetup() => _estimator.CreateRegression(_format, _settings.Epsilon);

    /// <summary>The sums of a shard's parts.</summary>
    /// <param name="firstPart">The first part.</param>
    /// <param name="endPart">The part after the last one.</param>
    /// <param name="report">Told the number of rows done.</param>
    /// <param name="done">Sums of the first of these parts from an earlier run; null for none.</param>
    /// <param name="partDone">Called with the sums so far when a part is done.</param>
    public RegressionTree Sum(int firstPart, int endPart, Action<long> report, RegressionTree? done = null, Action<RegressionTree>? partDone = null)
    {
        PotentialRegression setup = CreateSetup();
        RegressionTree tree = done ?? new RegressionTree(setup, firstPart);
        if (tree.EndPart >= endPart)
            return tree;
        (long first, long end) = (RowParts.RowsOf(firstPart, Files.Rows).Start, RowParts.RowsOf(endPart - 1, Files.Rows).End);
        long row = RowParts.RowsOf(tree.EndPart, Files.Rows).Start;
        using IEnumerator<(TransportProblem? Problem, string? Reason)> rows = Problems().Read(row, end, _settings.Epsilon).GetEnumerator();
        for (int part = tree.EndPart; part < endPart; part++)
        {
            (long start, long next) = RowParts.RowsOf(part, Files.Rows);
            PotentialRegression sums = setup.CreatePart(start);
            while (row < next)
            {
                // Good rows up to a bad one, so that rows keep their numbers.
                string? reason = null;
                sums.AddRange(GoodRows(), null, _cancellationToken);
                if (reason is not null)
                    sums.Skip(reason);

                IEnumerable<TransportProblem> GoodRows()
                {
                    while (row < next && rows.MoveNext())
                    {
                        report(++row - first);
                        if (rows.Current.Problem is not { } problem)
                        {
                            reason = rows.Current.Reason ?? "no pair";
                            yield break;
                        }

                        yield return problem;
                    }
                }
            }

            tree.Add(sums);
            partDone?.Invoke(tree);
        }

        return tree;
    }

    /// <summary>The model that all parts' sums make.</summary>
    public CouplingTransformer Fit(RegressionTree tree) => _estimator.ToTransformer(_columns, _estimator.ParametersOf(_format, tree.Total().Fit()));

    /// <summary>Fits in one process what has no sums of parts: the dual objective, whose rounds need all pairs at once, and no learning at all.</summary>
    public CouplingTransformer FitWhole(Action<long> report) => _estimator.Fit(PairView.Create(_context, _settings.Names, Reported(report)));

    /// <summary>Writes a model that <c>mlContext.Model.Load</c> reads.</summary>
    public void Save(CouplingTransformer transformer, Stream stream) => _context.Model.Save(transformer, _columns.Schema, stream);

    private PairProblems Problems() => new(Files, _format, _settings.SkipBadRows, _cancellationToken);

    private IEnumerable<PairRow> Reported(Action<long> report)
    {
        long row = 0;
        foreach (PairRow pair in Files.ReadChecked(_settings.Names, 0, Files.Rows, _settings.SkipBadRows ? null : "", _cancellationToken))
        {
            report(++row);
            yield return pair;
        }
    }
}
