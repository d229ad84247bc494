using System.Diagnostics;

namespace Microsoft.ML.SlicedOT;

/// <summary>OA-OT: learns to predict Kantorovich potentials by maximising the mean semi-dual over the training pairs; needs no solved pairs.</summary>
public sealed class PotentialObjective
{
    private const int MostIterations = 10_000_000;

    private static readonly SinkhornSolver ForMarginals = new(new SinkhornOptions { Tolerance = 1e-4 });

    private readonly PotentialObjectiveOptions _options;
    private readonly List<TransportProblem> _problems = [];
    private readonly List<long> _problemRows = [];
    private readonly SkippedPairs _skipped = new();
    private readonly TrainingSetup _setup;
    private long _rows;

    /// <summary>Starts an empty objective.</summary>
    /// <param name="cost">The ground cost of all pairs.</param>
    /// <param name="epsilon">The regularisation of all pairs, in units of the cost.</param>
    /// <param name="dimension">Dimension of the points.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="geometry">The fixed supports, where all pairs share them; kept in the model.</param>
    /// <param name="cancellationToken">Cancels the drawing of directions, which takes seconds in a thousand dimensions.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PotentialObjective(GroundCost cost, double epsilon, int dimension, PotentialObjectiveOptions? options = null, Geometry? geometry = null, CancellationToken cancellationToken = default)
    {
        _options = options ?? new PotentialObjectiveOptions();
        if (_options.MaximumIterations is < 1 or > MostIterations)
            throw new ArgumentOutOfRangeException(nameof(options), _options.MaximumIterations, "MaximumIterations must be positive and at most 10,000,000, or null for the default.");
        if (!(_options.OptimizationTolerance >= 0))
            throw new ArgumentOutOfRangeException(nameof(options), _options.OptimizationTolerance, "The optimisation tolerance must be at least 0.");
        if (!(_options.LearningRate > 0))
            throw new ArgumentOutOfRangeException(nameof(options), _options.LearningRate, "The learning rate must be positive.");
        if (!Enum.IsDefined(_options.Optimizer))
            throw new ArgumentOutOfRangeException(nameof(options), _options.Optimizer, "Choose ObjectiveOptimizer.Newton or Adam.");
        _setup = new TrainingSetup(cost, epsilon, dimension, _options, geometry, cancellationToken);
    }

    /// <summary>The ground cost.</summary>
    public GroundCost Cost => _setup.Cost;

    /// <summary>The regularisation.</summary>
    public double Epsilon => _setup.Epsilon;

    /// <summary>The fixed supports, or null.</summary>
    public Geometry? Geometry => _setup.Geometry;

    /// <summary>The feature map.</summary>
    public PotentialFeatures Features => _setup.Features;

    /// <summary>Adds one pair; it is kept until the fit.</summary>
    /// <param name="problem">The pair, with this objective's cost and epsilon.</param>
    /// <exception cref="ArgumentException">The pair has another cost, epsilon or dimension.</exception>
    public void Add(TransportProblem problem)
    {
        _setup.Check(problem, _rows);
        _problems.Add(problem);
        _problemRows.Add(_rows++);
    }

    /// <summary>Counts a row that could not be made into a pair, for the report.</summary>
    /// <param name="reason">What was wrong with it.</param>
    public void Skip(string reason) => _skipped.Add(_rows++, reason);

    /// <summary>Maximises the objective.</summary>
    /// <param name="progress">Told the mean semi-dual after every iteration.</param>
    /// <param name="cancellationToken">Ends the fit between iterations.</param>
    /// <returns>The model, with its report.</returns>
    /// <exception cref="InvalidOperationException">No pair has been added, or one cannot be evaluated and <see cref="PotentialObjectiveOptions.SkipFailingPairs"/> is off.</exception>
    public AmortizedCouplingModel Fit(IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (_problems.Count == 0)
            throw _skipped.NoPairs();
        while (true)
        {
            try
            {
                return FitPairs(progress, cancellationToken);
            }
            catch (TrainingPairException failure)
            {
                long row = _problemRows[failure.Pair];
                if (!_options.SkipFailingPairs || _problems.Count == 1)
                    throw new InvalidOperationException($"The training pair in row {row} could not be used: {failure.Message}", failure.InnerException);
                _skipped.Add(row, failure.Message);
                _problems.RemoveAt(failure.Pair);
                _problemRows.RemoveAt(failure.Pair);
            }
        }
    }

    private AmortizedCouplingModel FitPairs(IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        BalanceProblems(cancellationToken);
        (PotentialFeatures features, string directionsReason) = ChooseDirections(cancellationToken);
        var pairs = new ObjectivePairs(features, [.. _problems], _setup.NumberOfThreads);
        double[] centre = StartingCentre.Choose(features, pairs.Value);
        double[] coefficients;
        IReadOnlyList<double> values;
        IReadOnlyList<RidgeChoice> ridge = [];
        FitExitReason reason = FitExitReason.MaximumIterationsReached;
        if (_options.Optimizer == ObjectiveOptimizer.Adam)
        {
            // One full evaluation first: it names a pair that cannot be evaluated.
            pairs.Quadratic(centre, cancellationToken);
            (coefficients, values) = DualAdam.Maximise(pairs, centre, _options, progress, cancellationToken);
        }
        else
        {
            DualNewton.Result result = new DualNewton(pairs, RidgeGroups.Of(features), centre, _options).Maximise(progress, cancellationToken);
            (coefficients, values, reason, ridge) = (result.Coefficients, result.DualValues, result.ExitReason, result.Ridge.Choices);
        }

        var report = new FitReport
        {
            Method = nameof(PotentialObjective),
            Epsilon = Epsilon,
            PairsUsed = _problems.Count,
            PairsSkipped = _skipped.Count,
            Skipped = _skipped.ToArray(),
            NumberOfDirections = features.Directions.Count,
            DirectionsReason = directionsReason,
            Ridge = ridge,
            FeatureSeconds = pairs.FeatureSeconds,
            GramSeconds = pairs.GramSeconds,
            SolveSeconds = Math.Max(0, Stopwatch.GetElapsedTime(start).TotalSeconds - pairs.FeatureSeconds - pairs.GramSeconds),
            ExitReason = reason,
            DualValues = values,
        };
        var model = new AmortizedCouplingModel(Cost, Epsilon, features, coefficients, report, Geometry, choosesStart: PotentialChoice.IsWorthwhile(features, coefficients));
        return _setup.WithPenalties(model);
    }

    /// <summary>What is learned of unbalanced pairs are the balanced problems between the marginals that they ask for, which takes a loose solution of each.</summary>
    private void BalanceProblems(CancellationToken cancellationToken)
    {
        var failures = new string?[_problems.Count];
        Parallel.For(0, _problems.Count, new ParallelOptions { MaxDegreeOfParallelism = _setup.NumberOfThreads, CancellationToken = cancellationToken }, k =>
        {
            if (_problems[k].IsBalanced)
                return;
            try
            {
                EntropicSolution solution = ForMarginals.Solve(_problems[k], default, cancellationToken);
                if (solution.ExitReason == ExitReason.NumericalFailure)
                    failures[k] = FormattableString.Invariant($"The unbalanced problem could not be solved at epsilon {Epsilon}. Use a larger epsilon or rescale the coordinates.");
                else
                    _problems[k] = RequestedMarginals.Of(solution, new double[solution.Problem.SourceCount]);
            }
            catch (PairException error)
            {
                failures[k] = error.Message;
            }
        });
        int failed = Array.FindIndex(failures, failure => failure is not null);
        if (failed >= 0)
            throw new TrainingPairException(failed, failures[failed]!, null);
    }

    private (PotentialFeatures Features, string Reason) ChooseDirections(CancellationToken cancellationToken)
    {
        if (_setup.Directions is not { } directions)
            return (Features, DirectionSelection.NothingToChoose);
        var pairs = new ObjectivePairs(Features, [.. _problems], _setup.NumberOfThreads);
        FoldBuckets buckets = pairs.Quadratic(Features.UntrainedCoefficients(), cancellationToken);
        DirectionSelection.Choice choice = directions.Choose(
            Features,
            buckets,
            static (features, sums) =>
            {
                double[] centre = features.UntrainedCoefficients();
                return (centre, RidgeSelection.Choose(sums, RidgeGroups.Of(features), centre));
            });
        return (choice.Features, choice.Reason);
    }
}
