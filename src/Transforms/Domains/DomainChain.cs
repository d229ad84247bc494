using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The chain of ML.NET's own transforms that a fitted domain transformer consists of.</summary>
internal static class DomainChain
{
    private const DynamicallyAccessedMemberTypes RowMembers =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;

    /// <summary>The estimators of the chain; fitting them learns nothing.</summary>
    /// <param name="context">Where the built-in transforms come from.</param>
    /// <param name="input">The column to map.</param>
    /// <param name="output">The column of mapped rows.</param>
    /// <param name="label">The column of labels the map reads, or null.</param>
    /// <param name="isKey">Whether labels are keys.</param>
    /// <param name="dimension">The number of features; any where only the schema's shape is wanted.</param>
    /// <param name="parameters">The map as text.</param>
    [DynamicDependency(RowMembers, typeof(NoColumns))]
    [DynamicDependency(RowMembers, typeof(KeyColumns))]
    [DynamicDependency(RowMembers, typeof(DomainRow))]
    [DynamicDependency(RowMembers, typeof(BlockColumns))]
    public static EstimatorChain<ITransformer> Create(MLContext context, string input, string output, string? label, bool isKey, int dimension, string parameters)
    {
        TransformsCatalog transforms = context.Transforms;
        EstimatorChain<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(transforms.CustomMapping(new KeyMapping().GetMapping(), KeyMapping.Contract))
            .Append<ITransformer>(transforms.Conversion.MapValue(
                ReservedColumns.Parameters, [KeyValuePair.Create(CouplingChain.ParametersKey, parameters)], ReservedColumns.Key))
            .Append<ITransformer>(transforms.CopyColumns(ReservedColumns.Features, input));
        if (label is not null)
        {
            chain = isKey
                ? chain.Append<ITransformer>(transforms.Conversion.MapKeyToVector(ReservedColumns.Label, label))
                : chain
                    .Append<ITransformer>(transforms.Conversion.ConvertType(ReservedColumns.Label, label, DataKind.Single))
                    .Append<ITransformer>(transforms.Concatenate(ReservedColumns.Label, ReservedColumns.Label));
        }

        return chain
            .Append<ITransformer>(transforms.CustomMapping(new DomainMapping().GetMapping(), DomainMapping.Contract))
            .Append<ITransformer>(transforms.Concatenate(output, [.. BlockColumns.NamesOf(dimension)]))
            .Append<ITransformer>(transforms.DropColumns(
                [ReservedColumns.Key, ReservedColumns.Parameters, ReservedColumns.Features, ReservedColumns.Label, .. Enumerable.Range(0, BlockColumns.Count).Select(BlockColumns.Name)]));
    }

    /// <summary>Finds domain transformers inside a loaded model.</summary>
    /// <exception cref="InvalidDataException">One is damaged.</exception>
    public static IReadOnlyList<DomainMapTransformer> Restore(MLContext context, ITransformer model) =>
        ModelRestorer.FindKeyed<DomainRow, BlockColumns, DomainMapTransformer>(
            context, model, static (chain, text) => new DomainMapTransformer(chain, DomainParametersFormat.Cache.Get(text)));
}
