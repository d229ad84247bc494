namespace Microsoft.ML.SlicedOT;

/// <summary>How the rows of a model without couplings' parameters become pairs, and what happens to those that do not.</summary>
/// <param name="Layout">The columns in and out.</param>
/// <param name="Normalization">What happens to weights that do not sum to 1.</param>
/// <param name="BadRows">What happens to a row that holds no pair.</param>
/// <param name="Source">The fixed source support, or null where rows bring their points.</param>
/// <param name="Target">The fixed target support, or null where rows bring their points.</param>
internal sealed record PairParameters(ColumnLayout Layout, WeightNormalization Normalization, BadRowOutput BadRows, Support? Source, Support? Target)
{
    /// <summary>How rows become measures.</summary>
    public PairFormat CreatePairFormat() => new(
        Layout, GroundCost.SquaredEuclidean, Normalization, Source is null ? null : new Geometry(Source, Target ?? Source, GroundCost.SquaredEuclidean));
}

/// <summary>What a transport cost transformer consists of.</summary>
/// <param name="Pairs">The rows.</param>
/// <param name="Model">What predicts.</param>
/// <param name="SolveWhenWider">Pairs whose proven bounds are further apart than this share of the upper one are solved; null: none.</param>
internal sealed record CostParameters(PairParameters Pairs, TransportCostModel Model, double? SolveWhenWider);

/// <summary>What a plan transformer consists of.</summary>
/// <param name="Pairs">The rows.</param>
/// <param name="Bounds">The frames to try.</param>
internal sealed record PlanParameters(PairParameters Pairs, TransportCostBoundsOptions Bounds);

/// <summary>What an embedding transformer consists of.</summary>
/// <param name="Rows">The rows: one measure each, in the place of a source.</param>
/// <param name="Embedding">References and coefficients.</param>
internal sealed record EmbeddingParameters(PairParameters Rows, MeasureEmbedding Embedding);
