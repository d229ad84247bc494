using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Compares every row, which is a batch of rows, with a reference: a running check for drift. Fitted by <c>mlContext.SlicedOT().WatchDrift</c>, or found again in a loaded model by
/// <c>RestoreDriftWatches</c>.
/// </summary>
/// <remarks>
/// Output columns, each with the prefix chosen: <c>PValue</c> (of the batch, exact where nothing moved), <c>Divergence</c> (linearised Sinkhorn divergence in
/// squared standard deviations), <c>DriftedFeature</c> (index of the most drifted feature), <c>FeatureShift</c> (its 1-Wasserstein distance in standard
/// deviations). A check of many batches raises false alarms at its rate every time: divide the rate by the number of batches, or act on runs of alarms.
/// </remarks>
public sealed class DriftTransformer : ChainTransformer
{
    private readonly BatchDriftParameters _parameters;

    internal DriftTransformer(TransformerChain<ITransformer> chain, BatchDriftParameters parameters)
        : base(chain) => _parameters = parameters;

    /// <summary>The column of batches.</summary>
    public string BatchColumnName => _parameters.BatchColumn;

    /// <summary>The rows that batches are compared with.</summary>
    public DiscreteMeasure Reference => _parameters.Reference;

    private protected override void Check(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.GetColumnOrNull(_parameters.BatchColumn) is not { Type: VectorDataViewType vector } || !vector.ItemType.Equals(NumberDataViewType.Single))
        {
            throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"Column '{_parameters.BatchColumn}' is missing or no vector of Single. A row is a batch: the {_parameters.Reference.Dimension} features of one row after the other.");
        }
    }
}
