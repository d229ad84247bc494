using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Adds to every row, which is a pair of measures, its predicted transport cost, an interval that is proven to hold it and one that does so for 90 % of pairs
/// like the training pairs. Fitted by <c>mlContext.SlicedOT().PredictTransportCost</c>, or found again in a loaded model by <c>RestoreTransportCosts</c>.
/// </summary>
/// <remarks>
/// Output columns, each with the prefix chosen: <c>TransportCost</c>, <c>LowerBound</c>, <c>UpperBound</c>, <c>IntervalLow</c>, <c>IntervalHigh</c>,
/// <c>UnlikeTraining</c>, <c>Solved</c>. No entry of a cost matrix is computed, except of pairs that are solved.
/// </remarks>
public sealed class TransportCostTransformer : PairTransformer
{
    internal TransportCostTransformer(TransformerChain<ITransformer> chain, CostParameters parameters)
        : base(chain, parameters.Pairs.Layout)
    {
        Parameters = parameters;
    }

    internal CostParameters Parameters { get; }

    /// <summary>The learned model, usable without ML.NET.</summary>
    public TransportCostModel Model => Parameters.Model;
}

/// <summary>
/// Adds to every row, which is a pair of measures, a coupling of few entries, its cost, and how far from optimal it can be at most. Fitted by
/// <c>mlContext.SlicedOT().PlanCoupling</c>, or found again in a loaded model by <c>RestorePlans</c>.
/// </summary>
/// <remarks>Output columns, each with the prefix chosen: <c>Coupling</c>, <c>TransportCost</c>, <c>LowerBound</c>, <c>RelativeGap</c>.</remarks>
public sealed class PlanTransformer : PairTransformer
{
    internal PlanTransformer(TransformerChain<ITransformer> chain, PlanParameters parameters)
        : base(chain, parameters.Pairs.Layout)
    {
        Parameters = parameters;
    }

    internal PlanParameters Parameters { get; }
}

/// <summary>
/// Adds to every row, which is one measure, its distances W2 to reference measures as a vector of fixed size, for any trainer to use. Fitted by
/// <c>mlContext.SlicedOT().TransportEmbedding</c>, or found again in a loaded model by <c>RestoreEmbeddings</c>.
/// </summary>
public sealed class EmbeddingTransformer : PairTransformer
{
    internal EmbeddingTransformer(TransformerChain<ITransformer> chain, EmbeddingParameters parameters)
        : base(chain, parameters.Rows.Layout)
    {
        Parameters = parameters;
    }

    internal EmbeddingParameters Parameters { get; }

    /// <summary>References and coefficients, usable without ML.NET.</summary>
    public MeasureEmbedding Embedding => Parameters.Embedding;
}
