using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Maps the feature vector of every row into another domain. Fitted by <c>mlContext.SlicedOT().MapToDomain</c>, chosen by <c>ChooseAdaptation</c>, or found
/// again in a loaded model by <c>RestoreDomainMaps</c>.
/// </summary>
/// <remarks>
/// The output is a vector of Single of the input's size, before and after loading, so any trainer or trained model can follow. Rows are mapped one by one,
/// also rows that were not there at the fit. A missing value is an error that names the slot; a row far from both domains still has a finite answer.
/// </remarks>
public sealed class DomainMapTransformer : ChainTransformer
{
    internal DomainMapTransformer(TransformerChain<ITransformer> chain, DomainParameters parameters)
        : base(chain) => Parameters = parameters;

    internal DomainParameters Parameters { get; }

    /// <summary>The map, usable without ML.NET.</summary>
    public DomainMap Map => Parameters.Map;

    /// <summary>The column that is mapped.</summary>
    public string InputColumnName => Parameters.InputColumn;

    /// <summary>The column of mapped rows.</summary>
    public string OutputColumnName => Parameters.OutputColumn;

    /// <summary>The column of labels that the map reads; null for maps that need none.</summary>
    public string? LabelColumnName => Parameters.LabelColumn;

    private protected override void Check(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        int size = FeatureColumn.Size(schema, InputColumnName, "the view", nameof(schema));
        if (size != Map.Dimension)
        {
            throw new ArgumentOutOfRangeException(
                nameof(schema), $"Column '{InputColumnName}' has {size} slots where the domain map has {Map.Dimension}; give rows of the features it was fitted on.");
        }

        if (LabelColumnName is not null && schema.GetColumnOrNull(LabelColumnName) is null)
        {
            throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"Column '{LabelColumnName}' is missing: this map moves labelled rows for training. Append it with TransformerScope.TrainTest, so that scoring leaves it out.");
        }
    }
}
