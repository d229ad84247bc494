using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A transformer that is a chain of ML.NET's own, with the checks of columns in front.</summary>
public abstract class ChainTransformer : ITransformer, IDisposable
{
    private protected ChainTransformer(TransformerChain<ITransformer> chain) => Chain = chain;

    internal TransformerChain<ITransformer> Chain { get; }

    /// <inheritdoc/>
    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of <see cref="Transform"/>'s result.</summary>
    /// <param name="inputSchema">The schema of the view to transform.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, or has the wrong type, size or dimension. Of transformers of pairs also: a column is there that an output would hide, or weights
    /// that the model does not read.
    /// </exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return Chain.GetOutputSchema(inputSchema);
    }

    /// <summary>Adds the output columns. Nothing is computed until a column is read.</summary>
    /// <param name="input">Rows that are pairs, or what the transformer was fitted on.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, or has the wrong type, size or dimension. Of transformers of pairs also: a column is there that an output would hide, or weights
    /// that the model does not read.
    /// </exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(input.Schema);
        return Chain.Transform(input);
    }

    /// <inheritdoc/>
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return ((ITransformer)Chain).GetRowToRowMapper(inputSchema);
    }

    /// <inheritdoc/>
    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)Chain).Save(ctx);

    /// <summary>Releases what the built-in transformers hold.</summary>
    public void Dispose()
    {
        Chain.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Throws where a view is not one that the transformer takes.</summary>
    private protected abstract void Check(DataViewSchema schema);
}

/// <summary>A chain whose rows are pairs of measures.</summary>
public abstract class PairTransformer : ChainTransformer
{
    private readonly ColumnLayout _layout;
    private readonly Lazy<IReadOnlyList<string>> _outputs;

    private protected PairTransformer(TransformerChain<ITransformer> chain, ColumnLayout layout)
        : base(chain)
    {
        _layout = layout;
        _outputs = new Lazy<IReadOnlyList<string>>(() => CouplingChain.OutputsOf(chain, layout));
    }

    private protected sealed override void Check(DataViewSchema schema)
    {
        SchemaCheck.Check(schema, _layout);
        SchemaCheck.CheckUnreadWeights(schema, _layout);
        SchemaCheck.CheckOutputs(schema.Where(c => !c.IsHidden).Select(c => c.Name), _outputs.Value);
    }
}
