namespace Microsoft.ML.SlicedOT;

public sealed partial class SlicedOTCatalog
{
    /// <summary>Solves every pair by Anderson-accelerated Sinkhorn iterations: no learning, exact to a tolerance.</summary>
    /// <param name="sourcePointsColumnName">Column of the source points.</param>
    /// <param name="targetPointsColumnName">Column of the target points.</param>
    /// <param name="sourceWeightsColumnName">Column of the source weights; null: "SourceWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="targetWeightsColumnName">Column of the target weights; null: "TargetWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the columns' types.</param>
    /// <param name="epsilon">The regularisation, positive; null: 0.05 times the mean squared distance over the view it is fitted on.</param>
    /// <param name="tolerance">L1 violation of the marginals at which the solver stops, positive.</param>
    /// <param name="outputColumnPrefix">What the output columns' names begin with: "Exact" gives ExactCoupling, a reference for <see cref="Evaluate"/>.</param>
    /// <returns>The estimator; its output columns are described at <see cref="CouplingTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/SolveCouplingExample.cs"/></example>
    public SolveCouplingEstimator SolveCoupling(
        string sourcePointsColumnName = "SourcePoints",
        string targetPointsColumnName = "TargetPoints",
        string? sourceWeightsColumnName = null,
        string? targetWeightsColumnName = null,
        int? dimension = null,
        double? epsilon = null,
        double tolerance = 1e-6,
        string outputColumnPrefix = "")
    {
        SolveCouplingOptions options = Options<SolveCouplingOptions>(
            sourcePointsColumnName, targetPointsColumnName, sourceWeightsColumnName, targetWeightsColumnName, dimension, epsilon, seed: 1);
        options.Tolerance = tolerance;
        options.OutputColumnPrefix = outputColumnPrefix;
        return SolveCoupling(options);
    }

    /// <summary>Solves every pair, every knob in reach: fixed supports, other ground costs, warm start from sliced potentials.</summary>
    /// <param name="options">The knobs; copied.</param>
    /// <returns>The estimator; its output columns are described at <see cref="CouplingTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/SolveCouplingOptionsExample.cs"/></example>
    public SolveCouplingEstimator SolveCoupling(SolveCouplingOptions options) => new(_context, Copy(options));
}
