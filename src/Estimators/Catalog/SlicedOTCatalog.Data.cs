namespace Microsoft.ML.SlicedOT;

public sealed partial class SlicedOTCatalog
{
    /// <summary>Makes a view of pairs from arrays: one row a pair, columns SourcePoints, TargetPoints and, where given, SourceWeights, TargetWeights: those the estimators read by default.</summary>
    /// <param name="sourcePoints">The source points of each pair, row-major (n x dimension numbers; n may differ from pair to pair).</param>
    /// <param name="targetPoints">The target points of each pair.</param>
    /// <param name="sourceWeights">The source weights of each pair, n numbers; null: uniform, and no such column.</param>
    /// <param name="targetWeights">The target weights of each pair; null: uniform, and no such column.</param>
    /// <returns>The view. The arrays are not copied.</returns>
    /// <exception cref="ArgumentException">The lists differ in length or hold a null.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/LoadPairsExample.cs"/></example>
    public IDataView LoadPairs(
        IReadOnlyList<float[]> sourcePoints,
        IReadOnlyList<float[]> targetPoints,
        IReadOnlyList<float[]>? sourceWeights = null,
        IReadOnlyList<float[]>? targetWeights = null)
    {
        ArgumentNullException.ThrowIfNull(sourcePoints);
        ArgumentNullException.ThrowIfNull(targetPoints);
        return PairView.Load(_context, sourcePoints, targetPoints, sourceWeights, targetWeights);
    }

    /// <summary>Makes a view of pairs on fixed supports from arrays: one row a pair, columns SourceWeights and TargetWeights.</summary>
    /// <param name="sourceWeights">The source weights of each pair, one number a point of the source support.</param>
    /// <param name="targetWeights">The target weights of each pair, one number a point of the target support.</param>
    /// <returns>The view. The arrays are not copied.</returns>
    /// <exception cref="ArgumentException">The lists differ in length or hold a null.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/LoadWeightPairsExample.cs"/></example>
    public IDataView LoadWeightPairs(IReadOnlyList<float[]> sourceWeights, IReadOnlyList<float[]> targetWeights)
    {
        ArgumentNullException.ThrowIfNull(sourceWeights);
        ArgumentNullException.ThrowIfNull(targetWeights);
        return PairView.Load(_context, null, null, sourceWeights, targetWeights);
    }

    /// <summary>Averages the certificates of predicted couplings, and compares them with reference couplings where there are any.</summary>
    /// <param name="predictions">A view with our output columns.</param>
    /// <param name="referenceCouplingColumnName">
    /// The column of the reference couplings, from a <see cref="SolveCoupling(SolveCouplingOptions)"/> with a prefix in the same pipeline
    /// ("ExactCoupling"; its cost is then read from "ExactTransportCost"); null: none, and no coupling is computed.
    /// </param>
    /// <param name="outputColumnPrefix">The prefix of the predictions' columns.</param>
    /// <returns>The averages over all rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or a coupling and its reference differ in size.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/EvaluateExample.cs"/></example>
    public CouplingMetrics Evaluate(IDataView predictions, string? referenceCouplingColumnName = null, string outputColumnPrefix = "")
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(outputColumnPrefix);
        return CouplingEvaluation.Evaluate(predictions, referenceCouplingColumnName, outputColumnPrefix);
    }

    /// <summary>
    /// Our transformers inside a model, also one that ML.NET loaded from a file and that consists of ML.NET's own types: with coefficients,
    /// directions, features by name, epsilon and fit report.
    /// </summary>
    /// <param name="model">A transformer, a chain of them, or a chain of chains.</param>
    /// <returns>The transformers in the order of the pipeline; empty where there is none of ours.</returns>
    /// <exception cref="InvalidDataException">A model of ours is damaged or of a later version.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/RestoreExample.cs"/></example>
    public IReadOnlyList<CouplingTransformer> Restore(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelRestorer.Restore(_context, model);
    }
}
