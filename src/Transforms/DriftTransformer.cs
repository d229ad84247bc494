using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Compares every row, which is a batch of rows, with a reference: a running check for drift. Fitted by <c>mlContext.SlicedOT().WatchDrift</c>.
/// </summary>
/// <remarks>
/// Output columns, each with the prefix chosen: <c>PValue</c> (of the batch, exact where nothing moved), <c>Divergence</c> (linearised Sinkhorn divergence in
/// squared standard deviations), <c>DriftedFeature</c> (index of the most drifted feature), <c>FeatureShift</c> (its 1-Wasserstein distance in standard
/// deviations). A check of many batches raises false alarms at its rate every time: divide the rate by the number of batches, or act on runs of alarms.
/// </remarks>
public sealed class DriftTransformer : ITransformer, IDisposable
{
    private readonly TransformerChain<ITransformer> _chain;
    private readonly BatchDriftParameters _parameters;

    internal DriftTransformer(TransformerChain<ITransformer> chain, BatchDriftParameters parameters)
    {
        _chain = chain;
        _parameters = parameters;
    }

    /// <summary>The rows that batches are compared with.</summary>
    public DiscreteMeasure Reference => _parameters.Reference;

    /// <inheritdoc/>
    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of <see cref="Transform"/>'s result.</summary>
    /// <param name="inputSchema">The schema of the view to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of batches is missing or has the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    /// <summary>Adds the output columns. Nothing is computed until a column is read.</summary>
    /// <param name="input">Rows that are batches.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of batches is missing or has the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(input.Schema);
        return _chain.Transform(input);
    }

    /// <inheritdoc/>
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return ((ITransformer)_chain).GetRowToRowMapper(inputSchema);
    }

    /// <inheritdoc/>
    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)_chain).Save(ctx);

    /// <summary>Releases what the built-in transformers hold.</summary>
    public void Dispose() => _chain.Dispose();

    private void Check(DataViewSchema schema)
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
