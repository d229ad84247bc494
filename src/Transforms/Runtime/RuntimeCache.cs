namespace Microsoft.ML.SlicedOT;

/// <summary>Decoded models of couplings, costs, plans and embeddings.</summary>
internal static class RuntimeCache
{
    private static readonly TextCache<CouplingRuntime> Runtimes = new(static text => new CouplingRuntime(CouplingParametersFormat.FromText(text)));
    private static readonly TextCache<CostRuntime> Costs = new(static text => new CostRuntime(CostParametersFormat.FromText(text)));
    private static readonly TextCache<PlanRuntime> Plans = new(static text => new PlanRuntime(PlanParametersFormat.FromText(text)));
    private static readonly TextCache<EmbeddingRuntime> Embeddings = new(static text => new EmbeddingRuntime(EmbeddingParametersFormat.FromText(text)));

    /// <summary>The decoded coupling model of a text.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static CouplingRuntime Get(ReadOnlyMemory<char> text) => Runtimes.Get(text);

    /// <summary>The decoded transport cost model of a text.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static CostRuntime GetCosts(ReadOnlyMemory<char> text) => Costs.Get(text);

    /// <summary>The decoded plan model of a text.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static PlanRuntime GetPlans(ReadOnlyMemory<char> text) => Plans.Get(text);

    /// <summary>The decoded embedding of a text.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static EmbeddingRuntime GetEmbeddings(ReadOnlyMemory<char> text) => Embeddings.Get(text);
}
