using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>The chain of ML.NET's own transforms that a fitted drift transformer consists of.</summary>
internal static class BatchDriftChain
{
    private const DynamicallyAccessedMemberTypes RowMembers =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;

    /// <summary>The output columns and what they are called inside the chain.</summary>
    public static IReadOnlyList<(string Reserved, string Name)> Outputs { get; } =
    [
        (BatchDriftColumns.PValueName, "PValue"), (BatchDriftColumns.DivergenceName, "Divergence"),
        (BatchDriftColumns.FeatureName, "DriftedFeature"), (BatchDriftColumns.ShiftName, "FeatureShift"),
    ];

    /// <summary>The estimators of the chain; fitting them learns nothing.</summary>
    [DynamicDependency(RowMembers, typeof(NoColumns))]
    [DynamicDependency(RowMembers, typeof(KeyColumns))]
    [DynamicDependency(RowMembers, typeof(BatchRow))]
    [DynamicDependency(RowMembers, typeof(BatchDriftColumns))]
    public static EstimatorChain<ITransformer> Create(MLContext context, string batch, string prefix, string parameters)
    {
        TransformsCatalog transforms = context.Transforms;
        EstimatorChain<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(transforms.CustomMapping(new KeyMapping().GetMapping(), KeyMapping.Contract))
            .Append<ITransformer>(transforms.Conversion.MapValue(
                ReservedColumns.Parameters, [KeyValuePair.Create(CouplingChain.ParametersKey, parameters)], ReservedColumns.Key))
            .Append<ITransformer>(transforms.CopyColumns(ReservedColumns.Batch, batch))
            .Append<ITransformer>(transforms.CustomMapping(new BatchDriftMapping().GetMapping(), BatchDriftMapping.Contract));
        foreach ((string reserved, string name) in Outputs)
            chain = chain.Append<ITransformer>(transforms.CopyColumns(prefix + name, reserved));
        return chain.Append<ITransformer>(transforms.DropColumns(
            [ReservedColumns.Key, ReservedColumns.Parameters, ReservedColumns.Label, ReservedColumns.Batch, .. Outputs.Select(o => o.Reserved)]));
    }

    /// <summary>Finds drift transformers inside a loaded model.</summary>
    /// <exception cref="InvalidDataException">One is damaged.</exception>
    public static IReadOnlyList<DriftTransformer> Restore(MLContext context, ITransformer model) =>
        ModelRestorer.FindKeyed<BatchRow, BatchDriftColumns, DriftTransformer>(
            context, model, static (chain, text) => new DriftTransformer(chain, BatchDriftParameters.Cache.Get(text)));
}

/// <summary>Compares a batch with the reference.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class BatchDriftMapping : CustomMappingFactory<BatchRow, BatchDriftColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Drift.v1";

    public override Action<BatchRow, BatchDriftColumns> GetMapping() =>
        static (row, output) => BatchDriftParameters.Cache.Get(row.Parameters).Write(row, output);
}
