using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Builds the chain of ML.NET's own transforms that a fitted model consists of. Only these can be saved and loaded through ML.NET's public
/// API; our mathematics enters through custom mappings, one for each group of outputs, so that nothing is computed that nobody asks for.
/// </summary>
internal static class CouplingChain
{
    /// <summary>What ML.NET finds by reflection in a row class, and a trimmer would take away.</summary>
    private const DynamicallyAccessedMemberTypes RowMembers =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;

    /// <summary>The only key of the lookup that carries the model's parameters into every row.</summary>
    public const string ParametersKey = "SlicedOT.v1";

    /// <summary>The estimators of the chain; fitting them learns nothing.</summary>
    /// <param name="context">Where the built-in transforms come from.</param>
    /// <param name="layout">The columns in and out.</param>
    /// <param name="parameters">The model as <see cref="ParametersText"/> writes it; any text where only the schema is wanted.</param>
    [DynamicDependency(RowMembers, typeof(NoColumns))]
    [DynamicDependency(RowMembers, typeof(DefaultColumns))]
    [DynamicDependency(RowMembers, typeof(Pair))]
    [DynamicDependency(RowMembers, typeof(PotentialColumns))]
    [DynamicDependency(RowMembers, typeof(SolvedPair))]
    [DynamicDependency(RowMembers, typeof(DiagnosticColumns))]
    [DynamicDependency(RowMembers, typeof(CertificateColumns))]
    [DynamicDependency(RowMembers, typeof(CouplingColumns))]
    [DynamicDependency(RowMembers, typeof(ProjectionColumns))]
    [DynamicDependency(RowMembers, typeof(VectorColumn))]
    [DynamicDependency(RowMembers, typeof(BlockColumns))]
    public static EstimatorChain<ITransformer> Create(MLContext context, ColumnLayout layout, string parameters)
    {
        TransformsCatalog transforms = context.Transforms;

        // One chain with its own Append: the extension method of the same name would nest a chain a step.
        EstimatorChain<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(transforms.CustomMapping(new DefaultsMapping().GetMapping(), DefaultsMapping.Contract))
            .Append<ITransformer>(transforms.Conversion.MapValue(
                ReservedColumns.Parameters, [KeyValuePair.Create(ParametersKey, parameters)], ReservedColumns.Key));

        foreach (InputColumn input in layout.Inputs)
            chain = chain.Append<ITransformer>(transforms.CopyColumns(input.Reserved, input.Name));

        chain = chain
            .Append<ITransformer>(transforms.CustomMapping(new PotentialsMapping().GetMapping(), PotentialsMapping.Contract))
            .Append<ITransformer>(transforms.CustomMapping(new CertificateMapping().GetMapping(), CertificateMapping.Contract))
            .Append<ITransformer>(transforms.CustomMapping(new CouplingMapping().GetMapping(), CouplingMapping.Contract))
            .Append<ITransformer>(transforms.CustomMapping(new ProjectionMapping().GetMapping(), ProjectionMapping.Contract));

        foreach ((string reserved, string user, int size) in layout.Vectors)
        {
            if (size > 0)
                chain = AppendFixedSize(chain, transforms, reserved, user, size);
        }

        foreach ((string reserved, string user) in layout.Copies)
            chain = chain.Append<ITransformer>(transforms.CopyColumns(user, reserved));

        return chain.Append<ITransformer>(transforms.DropColumns([.. Temporary(layout)]));
    }

    private static EstimatorChain<ITransformer> AppendFixedSize(
        EstimatorChain<ITransformer> chain, TransformsCatalog transforms, string reserved, string user, int size) =>
        chain
            .Append<ITransformer>(transforms.CopyColumns(ReservedColumns.Vector, reserved))
            .Append<ITransformer>(transforms.CustomMapping(new BlocksMapping().GetMapping(), BlocksMapping.Contract))
            .Append<ITransformer>(transforms.Concatenate(user, [.. BlocksOf(size)]));

    private static IEnumerable<string> BlocksOf(int size)
    {
        for (int bit = BlockColumns.Count - 1; bit >= 0; bit--)
        {
            if ((size & (1 << bit)) != 0)
                yield return BlockColumns.Name(bit);
        }
    }

    private static IEnumerable<string> Temporary(ColumnLayout layout)
    {
        IEnumerable<string> columns =
        [
            ReservedColumns.Key, ReservedColumns.Parameters,
            ReservedColumns.SourcePoints, ReservedColumns.TargetPoints, ReservedColumns.SourceWeights, ReservedColumns.TargetWeights,
            ReservedColumns.ExactSourcePotential, ReservedColumns.ExactTargetPotential,
            ReservedColumns.SourcePotential, ReservedColumns.TargetPotential, ReservedColumns.Sweeps, ReservedColumns.ExitReason,
            ReservedColumns.TransportCost, ReservedColumns.PrimalValue, ReservedColumns.DualValue, ReservedColumns.MarginalViolation, ReservedColumns.RelativeDualityGap,
            ReservedColumns.Coupling, ReservedColumns.DroppedMass, ReservedColumns.TransportedSource,
        ];
        return layout.Vectors.Any(v => v.Size > 0)
            ? columns.Append(ReservedColumns.Vector).Concat(Enumerable.Range(0, BlockColumns.Count).Select(BlockColumns.Name))
            : columns;
    }

    /// <summary>The largest vector that can be given a fixed size.</summary>
    public const int MaximumFixedSize = (1 << BlockColumns.Count) - 1;

}
