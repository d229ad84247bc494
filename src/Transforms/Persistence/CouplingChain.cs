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

    /// <summary>The largest vector that can be given a fixed size.</summary>
    public const int MaximumFixedSize = (1 << BlockColumns.Count) - 1;

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
    [DynamicDependency(RowMembers, typeof(MassColumns))]
    [DynamicDependency(RowMembers, typeof(ClassifiedPair))]
    [DynamicDependency(RowMembers, typeof(MatchColumns))]
    [DynamicDependency(RowMembers, typeof(CostDefaultColumns))]
    [DynamicDependency(RowMembers, typeof(CostColumns))]
    [DynamicDependency(RowMembers, typeof(PlanDefaultColumns))]
    [DynamicDependency(RowMembers, typeof(PlanColumns))]
    [DynamicDependency(RowMembers, typeof(EmbeddingDefaultColumns))]
    [DynamicDependency(RowMembers, typeof(EmbeddingColumns))]
    [DynamicDependency(RowMembers, typeof(VectorColumn))]
    [DynamicDependency(RowMembers, typeof(BlockColumns))]
    public static EstimatorChain<ITransformer> Create(MLContext context, ColumnLayout layout, string parameters)
    {
        TransformsCatalog transforms = context.Transforms;

        // One chain with its own Append: the extension method of the same name would nest a chain a step.
        EstimatorChain<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(Defaults(transforms, layout.Columns[0].Group))
            .Append<ITransformer>(transforms.Conversion.MapValue(
                ReservedColumns.Parameters, [KeyValuePair.Create(ParametersKey, parameters)], ReservedColumns.Key));

        foreach (InputColumn input in layout.Inputs)
            chain = chain.Append<ITransformer>(transforms.CopyColumns(input.Reserved, input.Name));

        foreach (OutputGroup group in layout.Columns.Select(c => c.Group).Distinct().Order())
            chain = chain.Append(Mapping(transforms, layout, group));
        NamedOutput[] outputs = [.. layout.Outputs];
        foreach (NamedOutput output in outputs)
        {
            chain = output.Size > 0
                ? AppendFixedSize(chain, transforms, output)
                : chain.Append<ITransformer>(transforms.CopyColumns(output.Name, output.Column.Reserved));
        }

        IEnumerable<string> blocks = outputs.Any(o => o.Size > 0) ? [ReservedColumns.Vector, .. Enumerable.Range(0, BlockColumns.Count).Select(BlockColumns.Name)] : [];
        IEnumerable<string> potentials = layout.Columns.Any(c => c.Group == OutputGroup.Potentials) ? ReservedColumns.TemporaryPotentials : [];
        IEnumerable<string> classes = layout.Inputs.Where(i => i.HoldsClasses).Select(i => i.Reserved);
        return chain.Append<ITransformer>(transforms.DropColumns([.. ReservedColumns.Temporary, .. potentials, .. classes, .. layout.Columns.Select(c => c.Reserved), .. blocks]));
    }

    /// <summary>What a chain adds to its inputs: the only place where a loaded one has its outputs' names.</summary>
    public static IReadOnlyList<string> OutputsOf(ITransformer chain, ColumnLayout layout)
    {
        var builder = new DataViewSchema.Builder();
        foreach (InputColumn input in layout.Inputs.DistinctBy(i => i.Name))
            builder.AddColumn(input.Name, new VectorDataViewType(NumberDataViewType.Single, input.Size));
        DataViewSchema inputs = builder.ToSchema();
        return [.. chain.GetOutputSchema(inputs).Where(c => !c.IsHidden && inputs.GetColumnOrNull(c.Name) is null).Select(c => c.Name)];
    }

    /// <summary>The mapping every chain begins with. Each kind of model has one of its own: by it a loaded chain is told from others.</summary>
    private static IEstimator<ITransformer> Defaults(TransformsCatalog transforms, OutputGroup kind) => kind switch
    {
        OutputGroup.Cost => transforms.CustomMapping(new CostDefaultsMapping().GetMapping(), CostDefaultsMapping.Contract),
        OutputGroup.Embedding => transforms.CustomMapping(new EmbeddingDefaultsMapping().GetMapping(), EmbeddingDefaultsMapping.Contract),
        OutputGroup.Plan => transforms.CustomMapping(new PlanDefaultsMapping().GetMapping(), PlanDefaultsMapping.Contract),
        _ => transforms.CustomMapping(new DefaultsMapping().GetMapping(), DefaultsMapping.Contract),
    };

    /// <summary>The mapping that computes a group of outputs.</summary>
    private static IEstimator<ITransformer> Mapping(TransformsCatalog transforms, ColumnLayout layout, OutputGroup group) => group switch
    {
        OutputGroup.Potentials => transforms.CustomMapping(new PotentialsMapping().GetMapping(), PotentialsMapping.Contract),
        OutputGroup.Certificate => transforms.CustomMapping(new CertificateMapping().GetMapping(), CertificateMapping.Contract),
        OutputGroup.Coupling => transforms.CustomMapping(new CouplingMapping().GetMapping(), CouplingMapping.Contract),
        OutputGroup.Projection => transforms.CustomMapping(new ProjectionMapping().GetMapping(), ProjectionMapping.Contract),
        OutputGroup.Masses => transforms.CustomMapping(new MassMapping().GetMapping(), MassMapping.Contract),
        OutputGroup.Matches when layout.SourceClasses is not null => transforms.CustomMapping(new ClassMatchMapping().GetMapping(), ClassMatchMapping.Contract),
        OutputGroup.Matches => transforms.CustomMapping(new MatchMapping().GetMapping(), MatchMapping.Contract),
        OutputGroup.Cost => transforms.CustomMapping(new CostMapping().GetMapping(), CostMapping.Contract),
        OutputGroup.Embedding => transforms.CustomMapping(new EmbeddingMapping().GetMapping(), EmbeddingMapping.Contract),
        OutputGroup.Plan => transforms.CustomMapping(new PlanMapping().GetMapping(), PlanMapping.Contract),
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "No mapping computes this group of outputs."),
    };

    private static EstimatorChain<ITransformer> AppendFixedSize(
        EstimatorChain<ITransformer> chain, TransformsCatalog transforms, NamedOutput output) =>
        chain
            .Append<ITransformer>(transforms.CopyColumns(ReservedColumns.Vector, output.Column.Reserved))
            .Append<ITransformer>(transforms.CustomMapping(new BlocksMapping().GetMapping(), BlocksMapping.Contract))
            .Append<ITransformer>(transforms.Concatenate(output.Name, [.. BlockColumns.NamesOf(output.Size)]));
}
