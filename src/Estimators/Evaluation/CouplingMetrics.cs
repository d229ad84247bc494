namespace Microsoft.ML.SlicedOT;

/// <summary>Averages over the rows of an evaluation.</summary>
public sealed record CouplingMetrics
{
    /// <summary>Number of pairs.</summary>
    public required long Pairs { get; init; }

    /// <summary>Mean L1 violation of the marginals.</summary>
    public required double MarginalViolation { get; init; }

    /// <summary>Mean relative duality gap.</summary>
    public required double RelativeDualityGap { get; init; }

    /// <summary>Mean transport cost.</summary>
    public required double TransportCost { get; init; }

    /// <summary>Mean primal value, cost + epsilon KL of the coupling rounded onto its marginals; null where the view, from an older model, has none.</summary>
    public double? PrimalValue { get; init; }

    /// <summary>Mean dual value, a lower bound of the best primal value. It may exceed the transport cost, which lacks epsilon KL.</summary>
    public required double DualValue { get; init; }

    /// <summary>Mean number of sweeps.</summary>
    public required double Sweeps { get; init; }

    /// <summary>Mean over the pairs of the root mean squared difference of all n m coupling entries from the reference; null without a reference.</summary>
    public double? RootMeanSquaredError { get; init; }

    /// <summary>Mean of |cost - reference cost| / reference cost; null without a reference, or where its cost column is missing.</summary>
    public double? RelativeCostError { get; init; }
}
