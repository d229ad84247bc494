namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Optimal transport couplings between pairs of measures, from <c>mlContext.SlicedOT()</c>. A row is a pair: source points and target points
/// (and weights), or weights on supports that all rows share. A coupling says how much mass goes from each source point to each target point.
/// </summary>
public sealed partial class SlicedOTCatalog
{
    private readonly MLContext _context;

    internal SlicedOTCatalog(MLContext context) => _context = context;

    /// <summary>Start here: learns to predict couplings from example pairs, by regression, with good defaults.</summary>
    /// <param name="sourcePointsColumnName">Column of the source points: a vector of Single, coordinates row-major, point after point.</param>
    /// <param name="targetPointsColumnName">Column of the target points.</param>
    /// <param name="sourceWeightsColumnName">Column of the source weights, one a point; null: "SourceWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="targetWeightsColumnName">Column of the target weights; null: "TargetWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off a column type such as <c>[VectorType(100, 2)]</c>.</param>
    /// <param name="epsilon">The regularisation in units of the squared distance, positive; null: 0.05 times its mean over the training pairs.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <returns>The estimator; its output columns are described at <see cref="CouplingTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PredictCouplingExample.cs"/></example>
    public PredictCouplingEstimator PredictCoupling(
        string sourcePointsColumnName = "SourcePoints",
        string targetPointsColumnName = "TargetPoints",
        string? sourceWeightsColumnName = null,
        string? targetWeightsColumnName = null,
        int? dimension = null,
        double? epsilon = null,
        int seed = 1) =>
        PredictCoupling(Options<PredictCouplingOptions>(
            sourcePointsColumnName, targetPointsColumnName, sourceWeightsColumnName, targetWeightsColumnName, dimension, epsilon, seed));

    /// <summary>Learns to predict couplings, every knob in reach: fixed supports, other ground costs, refinement to a tolerance, features.</summary>
    /// <param name="options">The knobs; copied.</param>
    /// <returns>The estimator; its output columns are described at <see cref="CouplingTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PredictCouplingOptionsExample.cs"/></example>
    public PredictCouplingEstimator PredictCoupling(PredictCouplingOptions options) => new(_context, Copy(options));

    /// <summary>RA-OT: learns by weighted least squares on training pairs that are solved first.</summary>
    /// <param name="sourcePointsColumnName">Column of the source points.</param>
    /// <param name="targetPointsColumnName">Column of the target points.</param>
    /// <param name="sourceWeightsColumnName">Column of the source weights; null: "SourceWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="targetWeightsColumnName">Column of the target weights; null: "TargetWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the columns' types.</param>
    /// <param name="epsilon">The regularisation, positive; null: 0.05 times the mean squared distance.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="numberOfDirections">Number of slicing directions; null chooses by dimension.</param>
    /// <param name="ridge">Ridge strength relative to each feature's scale, at least 0; null chooses it on held-out folds.</param>
    /// <returns>The estimator; its output columns are described at <see cref="CouplingTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PredictCouplingByRegressionExample.cs"/></example>
    public PredictCouplingEstimator PredictCouplingByRegression(
        string sourcePointsColumnName = "SourcePoints",
        string targetPointsColumnName = "TargetPoints",
        string? sourceWeightsColumnName = null,
        string? targetWeightsColumnName = null,
        int? dimension = null,
        double? epsilon = null,
        int seed = 1,
        int? numberOfDirections = null,
        double? ridge = null)
    {
        PredictCouplingOptions options = Options<PredictCouplingOptions>(
            sourcePointsColumnName, targetPointsColumnName, sourceWeightsColumnName, targetWeightsColumnName, dimension, epsilon, seed);
        options.Method = PotentialLearning.Regression;
        options.Features = new FeatureOptions { NumberOfDirections = numberOfDirections };
        options.Ridge = ridge;
        return PredictCoupling(options);
    }

    /// <summary>OA-OT: learns by maximising the dual objective over the training pairs, which need not be solved.</summary>
    /// <param name="sourcePointsColumnName">Column of the source points.</param>
    /// <param name="targetPointsColumnName">Column of the target points.</param>
    /// <param name="sourceWeightsColumnName">Column of the source weights; null: "SourceWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="targetWeightsColumnName">Column of the target weights; null: "TargetWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the columns' types.</param>
    /// <param name="epsilon">The regularisation, positive; null: 0.05 times the mean squared distance.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="numberOfDirections">Number of slicing directions; null chooses by dimension.</param>
    /// <param name="maximumIterations">Most Newton iterations; null for 30.</param>
    /// <param name="optimizationTolerance">Newton stops when its predicted gain falls below this fraction of epsilon.</param>
    /// <returns>The estimator; its output columns are described at <see cref="CouplingTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PredictCouplingByDualObjectiveExample.cs"/></example>
    public PredictCouplingEstimator PredictCouplingByDualObjective(
        string sourcePointsColumnName = "SourcePoints",
        string targetPointsColumnName = "TargetPoints",
        string? sourceWeightsColumnName = null,
        string? targetWeightsColumnName = null,
        int? dimension = null,
        double? epsilon = null,
        int seed = 1,
        int? numberOfDirections = null,
        int? maximumIterations = null,
        double optimizationTolerance = 1e-7)
    {
        PredictCouplingOptions options = Options<PredictCouplingOptions>(
            sourcePointsColumnName, targetPointsColumnName, sourceWeightsColumnName, targetWeightsColumnName, dimension, epsilon, seed);
        options.Method = PotentialLearning.DualObjective;
        options.Features = new FeatureOptions { NumberOfDirections = numberOfDirections };
        options.MaximumIterations = maximumIterations;
        options.OptimizationTolerance = optimizationTolerance;
        return PredictCoupling(options);
    }

    /// <summary>An estimator's own copy: later changes by the caller do not reach it.</summary>
    private static T Copy<T>(T options)
        where T : PairOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        return (T)options.Clone();
    }

    /// <summary>The options behind a simple overload.</summary>
    private static T Options<T>(
        string sourcePoints, string targetPoints, string? sourceWeights, string? targetWeights, int? dimension, double? epsilon, int seed)
        where T : CouplingOptions, new() => new()
        {
            SourcePointsColumnName = sourcePoints,
            TargetPointsColumnName = targetPoints,
            SourceWeightsColumnName = sourceWeights,
            TargetWeightsColumnName = targetWeights,
            Dimension = dimension,
            Epsilon = epsilon,
            Seed = seed,
        };
}
