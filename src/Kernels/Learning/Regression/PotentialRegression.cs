using System.Collections.Concurrent;
using System.Diagnostics;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// RA-OT: learns to predict Kantorovich potentials by weighted least squares on solved pairs. Pairs are streamed: only Gram matrices, moments
/// and counts are kept, in a bounded number of buckets, and the sums of several parts of the data merge into the fit of the whole.
/// </summary>
/// <remarks>Not safe for calls from several threads at the same time; give <see cref="PotentialRegressionOptions.NumberOfThreads"/> instead.</remarks>
public sealed class PotentialRegression
{
    private readonly PotentialRegressionOptions _options;
    private readonly FoldBuckets _buckets;
    private readonly ConcurrentBag<RegressionWorker> _workers;
    private readonly SkippedPairs _skipped = new();
    private readonly SinkhornOptions _teacher;
    private readonly TrainingSetup _setup;
    private readonly long _firstRow;
    private NormalEquations[] _slots = [];
    private long _rows;
    private long _pairsUsed;
    private long _notConverged;
    private double _featureSeconds;
    private double _teacherSeconds;
    private double _gramSeconds;

    /// <summary>Starts an empty regression.</summary>
    /// <param name="cost">The ground cost of all pairs.</param>
    /// <param name="epsilon">The regularisation of all pairs, in units of the cost; for a relative one see <see cref="Geometry.MeanCost"/>.</param>
    /// <param name="dimension">Dimension of the points.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="geometry">The fixed supports, where all pairs share them; kept in the model.</param>
    /// <param name="cancellationToken">Cancels the drawing of directions, which takes seconds in a thousand dimensions.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PotentialRegression(GroundCost cost, double epsilon, int dimension, PotentialRegressionOptions? options = null, Geometry? geometry = null, CancellationToken cancellationToken = default)
    {
        _options = options ?? new PotentialRegressionOptions();
        if (!Enum.IsDefined(_options.Weighting))
            throw new ArgumentOutOfRangeException(nameof(options), _options.Weighting, "Choose RegressionWeighting.SourceMass, Curvature or Coupling.");
        _teacher = _options.Teacher ?? new SinkhornOptions { Tolerance = 1e-6 };
        _teacher.Validate();
        _setup = new TrainingSetup(cost, epsilon, dimension, _options, geometry, cancellationToken);
        _buckets = new FoldBuckets(Features.Count);
        _workers = [];
    }

    private PotentialRegression(PotentialRegression setup, long firstRow)
    {
        _options = setup._options;
        _teacher = setup._teacher;
        _setup = setup._setup;
        _workers = setup._workers;
        _buckets = new FoldBuckets(Features.Count);
        _firstRow = firstRow;
    }

    /// <summary>The ground cost.</summary>
    public GroundCost Cost => _setup.Cost;

    /// <summary>The regularisation.</summary>
    public double Epsilon => _setup.Epsilon;

    /// <summary>The fixed supports, or null.</summary>
    public Geometry? Geometry => _setup.Geometry;

    /// <summary>The feature map of the sums; with <see cref="PotentialRegressionOptions.ChooseNumberOfDirections"/> it has the directions of all candidates.</summary>
    public PotentialFeatures Features => _setup.Features;

    /// <summary>Pairs added so far, the merged ones included.</summary>
    public long PairsUsed => _pairsUsed;

    private RegressionCounts Counts => new(_rows, _pairsUsed, _notConverged, _featureSeconds, _teacherSeconds, _gramSeconds);

    /// <summary>An empty regression of the same setup, for a part of the data: merge the parts when they are done.</summary>
    /// <param name="firstRow">The number of the part's first row in the whole, for messages.</param>
    /// <returns>The part, which shares features and buffers with this one but no sums.</returns>
    public PotentialRegression CreatePart(long firstRow = 0) => new(this, firstRow);

    /// <summary>Adds one pair.</summary>
    /// <param name="problem">The pair, with this regression's cost and epsilon.</param>
    /// <param name="cancellationToken">Cancels the solve.</param>
    public void Add(TransportProblem problem, CancellationToken cancellationToken = default) =>
        AddRange([problem], null, cancellationToken);

    /// <summary>Adds pairs, several at a time where <see cref="PotentialRegressionOptions.NumberOfThreads"/> allows; the sums have the same bits for any number of threads.</summary>
    /// <param name="problems">The pairs, each with this regression's cost and epsilon; enumerated once, lazily.</param>
    /// <param name="progress">Told the number of pairs read.</param>
    /// <param name="cancellationToken">Ends the call between pairs; what has been added stays.</param>
    /// <exception cref="InvalidOperationException">A pair could not be solved and <see cref="PotentialRegressionOptions.SkipFailingPairs"/> is off; the message names its row.</exception>
    public void AddRange(IEnumerable<TransportProblem> problems, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problems);
        int threads = _setup.NumberOfThreads;
        var batch = new TransportProblem[threads == 1 ? 1 : 4 * threads];
        if (_slots.Length < batch.Length)
            _slots = [.. Enumerable.Range(0, batch.Length).Select(_ => new NormalEquations(Features.Count))];
        long? total = problems.TryGetNonEnumeratedCount(out int count) ? _rows + count : null;
        int filled = 0;
        foreach (TransportProblem problem in problems)
        {
            _setup.Check(problem, _firstRow + _rows + filled);
            batch[filled++] = problem;
            if (filled == batch.Length)
            {
                Work(batch, filled, threads, cancellationToken);
                filled = 0;
                progress?.Report(new FitProgress("Pairs", _rows) { Total = total });
            }
        }

        if (filled > 0)
        {
            Work(batch, filled, threads, cancellationToken);
            progress?.Report(new FitProgress("Pairs", _rows) { Total = total });
        }
    }

    /// <summary>Counts a row that could not be made into a pair, for the report.</summary>
    /// <param name="reason">What was wrong with it.</param>
    public void Skip(string reason) => _skipped.Add(_rows++, reason);

    /// <summary>Adds another part's sums: the fit is then that of both parts' pairs together.</summary>
    /// <param name="other">A regression with equal cost, epsilon, features, weighting and fixed supports.</param>
    /// <exception cref="ArgumentException">The parts differ; the message says in what.</exception>
    public void Merge(PotentialRegression other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
            throw new ArgumentException("A regression cannot be merged with itself.", nameof(other));
        RequireSameSetup(other, nameof(other));
        Add(other.Counts, other._skipped, other._buckets);
    }

    /// <summary>Writes the sums, to the last bit, without the setup they belong to.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteSums(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        PotentialRegressionFormat.Write(writer, Counts, _skipped, _buckets);
    }

    /// <summary>Adds sums that <see cref="WriteSums"/> wrote, as <see cref="Merge"/> adds another part's.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="InvalidDataException">The numbers are damaged or of another number of features. Sums of another setup with as many features are not recognised.</exception>
    public void AddSums(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            (RegressionCounts counts, SkippedPairs skipped, FoldBuckets buckets) = PotentialRegressionFormat.Read(reader, Features.Count);
            Add(counts, skipped, buckets);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("The sums of a regression end too early.", error);
        }
    }

    /// <summary>Solves for the coefficients from the sums. May be called again after more pairs.</summary>
    /// <returns>The model, with its report.</returns>
    /// <exception cref="InvalidOperationException">No pair has been added.</exception>
    public AmortizedCouplingModel Fit()
    {
        if (_pairsUsed == 0)
            throw _skipped.NoPairs();
        long start = Stopwatch.GetTimestamp();
        var fit = RegressionFit.Solve(Features, _buckets, _setup.Directions, _options.Ridge);
        var report = new FitReport
        {
            Method = nameof(PotentialRegression),
            Epsilon = Epsilon,
            PairsUsed = _pairsUsed,
            PairsSkipped = _skipped.Count,
            Skipped = _skipped.ToArray(),
            TeachersNotConverged = _notConverged,
            PotentialR2 = fit.R2,
            HeldOutR2 = 1 - (fit.Ridge.HeldOutLoss / fit.Ridge.HeldOutSquares),
            UntrainedR2 = fit.UntrainedR2,
            NumberOfDirections = fit.Features.Directions.Count,
            DirectionsReason = fit.DirectionsReason,
            Ridge = fit.Ridge.Choices,
            FeatureSeconds = _featureSeconds,
            TeacherSeconds = _teacherSeconds,
            GramSeconds = _gramSeconds,
            SolveSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
        bool choosesStart = PotentialChoice.IsWorthwhile(fit.Features, fit.Coefficients)
            || (fit.AlternativeCoefficients.Length > 0 && PotentialChoice.IsWorthwhile(fit.Features, fit.AlternativeCoefficients));
        var model = new AmortizedCouplingModel(Cost, Epsilon, fit.Features, fit.Coefficients, report, Geometry, choosesStart, choosesStart ? fit.AlternativeCoefficients : []);
        return _setup.WithPenalties(model);
    }

    private void Work(TransportProblem[] batch, int filled, int threads, CancellationToken cancellationToken)
    {
        var outcomes = new PairOutcome[filled];
        var failures = new Exception?[filled];
        void WorkOn(int k)
        {
            if (!_workers.TryTake(out RegressionWorker? worker))
                worker = new RegressionWorker(Features, _options.Weighting, _teacher);
            try
            {
                outcomes[k] = worker.Compute(batch[k], _slots[k], cancellationToken);
                _workers.Add(worker); // not after an exception, which may leave its buffers half written
            }
            catch (PairException error)
            {
                failures[k] = error;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (threads == 1)
        {
            for (int k = 0; k < filled; k++)
                WorkOn(k);
        }
        else
        {
            Parallel.For(0, filled, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, WorkOn);
        }

        for (int k = 0; k < filled; k++)
        {
            long row = _rows++;
            if (failures[k] is { } failure)
            {
                if (!_options.SkipFailingPairs)
                    throw new InvalidOperationException($"The training pair in row {_firstRow + row} could not be used: {failure.Message}", failure);
                _skipped.Add(row, failure.Message);
                continue;
            }

            _buckets.Add(batch[k].Source.ContentHash, batch[k].Target.ContentHash, _slots[k]);
            _pairsUsed++;
            _notConverged += outcomes[k].TeacherConverged ? 0 : 1;
            _featureSeconds += outcomes[k].FeatureSeconds;
            _teacherSeconds += outcomes[k].TeacherSeconds;
            _gramSeconds += outcomes[k].GramSeconds;
        }
    }

    /// <summary>Throws where the sums of <paramref name="other"/> cannot be added to these.</summary>
    internal void RequireSameSetup(PotentialRegression other, string parameter)
    {
        if (ReferenceEquals(_setup, other._setup))
            return;
        if (Epsilon != other.Epsilon)
            throw new ArgumentException(FormattableString.Invariant($"The parts have different regularisations, {Epsilon} and {other.Epsilon}: resolve a relative epsilon once and give the number to both."), parameter);
        if (_setup.Penalties is { } mine && other._setup.Penalties is { } theirs && mine != theirs)
            throw new ArgumentException($"The parts have different mass penalties, {mine.Source} and {mine.Target}, {theirs.Source} and {theirs.Target}: resolve relative ones once and give the numbers to both.", parameter);
        if (!TrainingPairs.SameCost(Cost, other.Cost))
            throw new ArgumentException($"The parts have different ground costs ({Cost.Kind} and {other.Cost.Kind}, or different matrices).", parameter);
        if (_options.Weighting != other._options.Weighting)
            throw new ArgumentException($"The parts weigh errors differently, {_options.Weighting} and {other._options.Weighting}.", parameter);
        if (!TrainingPairs.SameGeometry(Geometry, other.Geometry))
            throw new ArgumentException("The parts have different fixed supports.", parameter);
        if (!Features.ContentEquals(other.Features))
            throw new ArgumentException("The parts have different features: give both the same FeatureOptions (directions, seed, blocks).", parameter);
    }

    private void Add(in RegressionCounts counts, SkippedPairs skipped, FoldBuckets buckets)
    {
        _buckets.Add(buckets);
        _skipped.Add(skipped, _rows);
        _rows += counts.Rows;
        _pairsUsed += counts.PairsUsed;
        _notConverged += counts.NotConverged;
        _featureSeconds += counts.FeatureSeconds;
        _teacherSeconds += counts.TeacherSeconds;
        _gramSeconds += counts.GramSeconds;
    }
}
