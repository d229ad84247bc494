namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.PredictCoupling(PredictCouplingOptions)"/>.</summary>
public sealed class PredictCouplingOptions : CouplingOptions
{
    /// <summary>How the coefficients are found.</summary>
    public PotentialLearning Method = PotentialLearning.Regression;

    /// <summary>Number of slicing directions; 0 chooses by dimension (20 in the plane, 50 in space).</summary>
    public int NumberOfDirections;

    /// <summary>
    /// Whether the fit chooses the number of directions by held-out error, with <see cref="NumberOfDirections"/> as the largest candidate.
    /// </summary>
    public bool ChooseNumberOfDirections;

    /// <summary>How the directions are spread over the unit sphere.</summary>
    public DirectionScheme DirectionScheme = DirectionScheme.Even;

    /// <summary>Feature: the closed-form potential between the Gaussian fits of the two measures.</summary>
    public bool GaussianPotential = true;

    /// <summary>Feature: the linear term x·(mean_b - mean_a).</summary>
    public bool MeanShift = true;

    /// <summary>Features: centred quadratic monomials.</summary>
    public bool Monomials = true;

    /// <summary>Number of random Fourier features of x, the smooth part that all potentials have in common; 0 for none.</summary>
    public int RandomFourierFeatures = 150;

    /// <summary>Features: one value an atom of the fixed source support. Undefined at atoms that no training pair gives mass.</summary>
    public bool AtomIntercept;

    /// <summary>Ridge strength, a multiple of each feature's own scale; null chooses it on folds that share no measure with the rest.</summary>
    public double? Ridge;

    /// <summary>Regression only: whether it weighs errors by the dual's curvature instead of by the source weights; better at small epsilon.</summary>
    public bool CurvatureWeighting;

    /// <summary>Regression only: the marginal violation (L1) to which it solves its training pairs.</summary>
    public double TeacherTolerance = 1e-6;

    /// <summary>Dual objective only: how it is maximised.</summary>
    public ObjectiveOptimizer Optimizer = ObjectiveOptimizer.Newton;

    /// <summary>Dual objective only: most iterations of its optimiser; 0 for its default.</summary>
    public int MaximumNumberOfIterations;

    /// <summary>Dual objective only: Newton stops when its predicted gain falls below this fraction of epsilon.</summary>
    public double OptimizationTolerance = 1e-7;

    /// <summary>Soft c-transforms after the prediction, 1 to 10,000: after an even number the source marginal is exact.</summary>
    public int NumberOfHalfSteps = 2;

    /// <summary>
    /// Most sweeps of accelerated Sinkhorn from the prediction; 0 for the bare prediction, or, with a <see cref="RefinementTolerance"/>, 10,000.
    /// </summary>
    public int RefinementIterations;

    /// <summary>Marginal violation (L1) at which the refinement stops; null: 1e-6 where there are <see cref="RefinementIterations"/>.</summary>
    public double? RefinementTolerance;

    /// <summary>Told how far <c>Fit</c> has come.</summary>
    public IProgress<FitProgress>? Progress;

    internal FeatureOptions CreateFeatureOptions() => new()
    {
        DirectionScheme = DirectionScheme,
        NumberOfDirections = NumberOfDirections,
        GaussianPotential = GaussianPotential,
        MeanShift = MeanShift,
        Monomials = Monomials,
        RandomFourierFeatures = RandomFourierFeatures,
        AtomIntercept = AtomIntercept,
        Seed = Seed,
    };
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
