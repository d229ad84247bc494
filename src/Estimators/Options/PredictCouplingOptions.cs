namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.PredictCoupling(PredictCouplingOptions)"/>.</summary>
public sealed class PredictCouplingOptions : CouplingOptions
{
    /// <summary>How the coefficients are found.</summary>
    public PotentialLearning Method = PotentialLearning.Regression;

    /// <summary>Which features the potential is predicted from. Their seed is <see cref="PairOptions.Seed"/> unless they have one of their own.</summary>
    public FeatureOptions Features = new();

    /// <summary>
    /// Whether the fit chooses the number of directions by held-out error, with <see cref="FeatureOptions.NumberOfDirections"/> as the largest candidate.
    /// </summary>
    public bool ChooseNumberOfDirections;

    /// <summary>Ridge strength, a multiple of each feature's own scale; null chooses it on folds that share no measure with the rest.</summary>
    public double? Ridge;

    /// <summary>Regression only: what error of the potential it makes small; the curvature does better at small epsilon.</summary>
    public RegressionWeighting Weighting = RegressionWeighting.SourceMass;

    /// <summary>Regression only: the marginal violation (L1) to which it solves its training pairs.</summary>
    public double TeacherTolerance = 1e-6;

    /// <summary>Dual objective only: how it is maximised.</summary>
    public ObjectiveOptimizer Optimizer = ObjectiveOptimizer.Newton;

    /// <summary>Dual objective only: most iterations of its optimiser, 1 to 10,000,000; null: 30 of Newton, 5,000 of Adam.</summary>
    public int? MaximumIterations;

    /// <summary>Dual objective only: Newton stops when its predicted gain falls below this fraction of epsilon.</summary>
    public double OptimizationTolerance = 1e-7;

    /// <summary>Soft c-transforms after the prediction, 1 to 10,000: after an even number the source marginal is exact.</summary>
    public int NumberOfHalfSteps = 2;

    /// <summary>
    /// Most sweeps of accelerated Sinkhorn that refine a prediction, 1 to 1,000,000,000; null: 10,000 where there is a <see cref="RefinementTolerance"/>,
    /// else no refinement.
    /// </summary>
    public int? MaximumSweeps;

    /// <summary>Marginal violation (L1) at which the refinement stops; null: 1e-6 where there are <see cref="MaximumSweeps"/>, else no refinement.</summary>
    public double? RefinementTolerance;

    /// <summary>Told how far <c>Fit</c> has come.</summary>
    public IProgress<FitProgress>? Progress;
}

/// <summary>How the coefficients of the predicted potentials are found.</summary>
public enum PotentialLearning
{
    /// <summary>RA-OT: weighted least squares on training pairs that are solved first.</summary>
    Regression,

    /// <summary>OA-OT: maximises the dual objective over the training pairs; needs no solved pairs.</summary>
    DualObjective,

    /// <summary>Not at all: the averaged sliced potentials, scaled. The baseline to compare with.</summary>
    Untrained,
}
