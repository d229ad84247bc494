namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="PotentialRegression"/>.</summary>
public sealed record PotentialRegressionOptions : ITrainingOptions
{
    /// <summary>Which features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>Ridge strength for all features, a multiple of the Gram matrix's diagonal; null to choose one a group on folds that share no measure.</summary>
    public double? Ridge { get; init; }

    /// <summary>What error is made small.</summary>
    public RegressionWeighting Weighting { get; init; } = RegressionWeighting.SourceMass;

    /// <summary>The solver of the training pairs; null for Anderson acceleration to a marginal violation of 1e-6.</summary>
    public SinkhornOptions? Teacher { get; init; }

    /// <summary>Whether a pair that cannot be solved is left out and reported, instead of ending the fit.</summary>
    public bool SkipFailingPairs { get; init; }

    /// <summary>Pairs worked on at the same time, 1 to 1,024; null: one a processor. The result has the same bits for every number.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>
    /// Chooses the number of directions on measure-disjoint folds: among a quarter, half and all of <see cref="FeatureOptions.NumberOfDirections"/>, or of
    /// twice the number that goes with the dimension.
    /// </summary>
    public bool ChooseNumberOfDirections { get; init; }
}

/// <summary>What error of the potential the regression makes small.</summary>
/// <remarks>
/// No choice is best everywhere. The curvature does better where epsilon is small against the cost, the coupling where epsilon is large and
/// where pairs are few; the source's mass is the cheapest by far and never far behind.
/// </remarks>
public enum RegressionWeighting
{
    /// <summary>The squared error under the source weights.</summary>
    SourceMass = 0,

    /// <summary>
    /// The squared error in the metric of the dual's Hessian at the teacher, diag(a) - P diag(1/b) P^T: to second order the loss of dual
    /// value.
    /// </summary>
    Curvature = 1,

    /// <summary>The squared error of the predicted coupling after two half-steps, to first order around the teacher, relative to the teacher's squares.</summary>
    Coupling = 2,
}
