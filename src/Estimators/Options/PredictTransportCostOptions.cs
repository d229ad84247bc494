namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.PredictTransportCost(PredictTransportCostOptions)"/>. The ground cost is the squared Euclidean distance.</summary>
public sealed class PredictTransportCostOptions : PairOptions
{
    /// <summary>What is predicted.</summary>
    public TransportCostTarget Target = TransportCostTarget.SquaredWasserstein;

    /// <summary>Entropic targets only: the regularisation epsilon in squared coordinates, positive. Null: <see cref="EpsilonScale"/>.</summary>
    public double? Epsilon;

    /// <summary>Entropic targets only: the regularisation as a multiple of the mean squared distance over the view, positive. Null with a null <see cref="Epsilon"/>: 0.05.</summary>
    public double? EpsilonScale;

    /// <summary>
    /// A column of Single with the cost of each training pair, from wherever it is known: then the model predicts that. Rows whose label is NaN, and all rows where
    /// this is null, are solved, W2² exactly and entropic targets to a marginal violation of 1e-6, up to <see cref="MaximumTrainingPairs"/> of them.
    /// </summary>
    public string? LabelColumnName;

    /// <summary>How many pairs without a label are solved at most, spread evenly over the view; 0: none. Without labels nothing is learned then, nor from an empty view.</summary>
    public int MaximumTrainingPairs = 100;

    /// <summary>
    /// Pairs whose proven bounds are further apart than this share of the upper one, 0 to 1, are solved in <c>Transform</c>, and the column <c>Solved</c> says
    /// so; null: none. For <see cref="TransportCostTarget.EntropicCost"/> and
    /// <see cref="TransportCostTarget.SinkhornDivergence"/> the proven bounds are wide: little is proven of them without solving. A pair of more than
    /// 67 million entries is never solved.
    /// </summary>
    public double? SolveWhenWider;

    /// <summary>How many more frames than the Gaussian map's are tried for the bounds, 0 to 1,000; null: 8 in the plane and 4 otherwise. 0 is several times as fast, its bounds somewhat wider.</summary>
    public int? AdditionalFrames;

    /// <summary>Told how many training pairs have been solved.</summary>
    public IProgress<FitProgress>? Progress;

    internal override IReadOnlyList<OutputColumn> Outputs => OutputColumn.Costs;
}

/// <summary>Options of <see cref="SlicedOTCatalog.PlanCoupling(PlanCouplingOptions)"/>. The ground cost is the squared Euclidean distance.</summary>
public sealed class PlanCouplingOptions : PairOptions
{
    /// <summary>How many more frames than the Gaussian map's are tried, 0 to 1,000, the cheapest plan being taken; null: 8 in the plane and 4 otherwise.</summary>
    public int? AdditionalFrames;

    internal override IReadOnlyList<OutputColumn> Outputs => OutputColumn.Plans;
}
