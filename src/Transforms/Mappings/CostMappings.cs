using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Adds the parameters' key and empty inputs of a cost model.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class CostDefaultsMapping : CustomMappingFactory<NoColumns, CostDefaultColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.TransportCostDefaults.v1";

    public override Action<NoColumns, CostDefaultColumns> GetMapping() =>
        static (_, output) => output.Key = CouplingChain.ParametersKey;
}

/// <summary>Predicts, or where its bounds are too wide solves, the transport cost of a pair.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class CostMapping : CustomMappingFactory<Pair, CostColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.TransportCost.v1";

    public override Action<Pair, CostColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.GetCosts(pair.Parameters).Write(pair, output);
}

/// <summary>Adds the parameters' key and empty inputs of a plan model.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class PlanDefaultsMapping : CustomMappingFactory<NoColumns, PlanDefaultColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.PlanDefaults.v1";

    public override Action<NoColumns, PlanDefaultColumns> GetMapping() =>
        static (_, output) => output.Key = CouplingChain.ParametersKey;
}

/// <summary>Plans a pair by mass bisection.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class PlanMapping : CustomMappingFactory<Pair, PlanColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Plan.v1";

    public override Action<Pair, PlanColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.GetPlans(pair.Parameters).Write(pair, output);
}

/// <summary>Adds the parameters' key and empty inputs of an embedding.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class EmbeddingDefaultsMapping : CustomMappingFactory<NoColumns, EmbeddingDefaultColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.EmbeddingDefaults.v1";

    public override Action<NoColumns, EmbeddingDefaultColumns> GetMapping() =>
        static (_, output) => output.Key = CouplingChain.ParametersKey;
}

/// <summary>Writes the distances of a measure to the references.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class EmbeddingMapping : CustomMappingFactory<Pair, EmbeddingColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Embedding.v1";

    public override Action<Pair, EmbeddingColumns> GetMapping() =>
        static (row, output) => RuntimeCache.GetEmbeddings(row.Parameters).Write(row, output);
}
