namespace Microsoft.ML.SlicedOT;

/// <summary>What a fit did: facts for a log, a table or a bug report. The seconds are not stored with a model, so that equal fits give equal files.</summary>
public sealed record FitReport
{
    /// <summary>"Untrained", "PotentialRegression" or "PotentialObjective".</summary>
    public string Method { get; init; } = "Untrained";

    /// <summary>The regularisation used, in units of the ground cost.</summary>
    public double Epsilon { get; init; }

    /// <summary>Training pairs that entered the fit.</summary>
    public long PairsUsed { get; init; }

    /// <summary>Training pairs left out.</summary>
    public long PairsSkipped { get; init; }

    /// <summary>The first hundred pairs left out, with the reason each.</summary>
    public IReadOnlyList<SkippedPair> Skipped { get; init; } = [];

    /// <summary>Pairs whose entropic problem the teacher did not solve to its tolerance; they are used all the same.</summary>
    public long TeachersNotConverged { get; init; }

    /// <summary>Share of the training potentials' variance (in the metric of the fit) that the model explains; NaN where no potential was solved for.</summary>
    public double PotentialR2 { get; init; } = double.NaN;

    /// <summary>The same on the held-out folds with the ridge chosen; NaN without folds.</summary>
    public double HeldOutR2 { get; init; } = double.NaN;

    /// <summary>The same for the untrained model on the training pairs.</summary>
    public double UntrainedR2 { get; init; } = double.NaN;

    /// <summary>Number of slicing directions.</summary>
    public int NumberOfDirections { get; init; }

    /// <summary>Why that number.</summary>
    public string DirectionsReason { get; init; } = "as given";

    /// <summary>Ridge strength by group of features.</summary>
    public IReadOnlyList<RidgeChoice> Ridge { get; init; } = [];

    /// <summary>Seconds of work in computing features, summed over threads.</summary>
    public double FeatureSeconds { get; init; }

    /// <summary>Seconds of work in solving the training pairs, summed over threads.</summary>
    public double TeacherSeconds { get; init; }

    /// <summary>Seconds of work in accumulating Gram or Hessian matrices, summed over threads.</summary>
    public double GramSeconds { get; init; }

    /// <summary>Seconds in choosing the ridge and solving for the coefficients.</summary>
    public double SolveSeconds { get; init; }

    /// <summary>Why the optimisation stopped; null for a regression, which has a closed form.</summary>
    public FitExitReason? ExitReason { get; init; }

    /// <summary>
    /// The mean semi-dual over the training pairs at the untrained model and after every iteration, as it is optimised: Newton's method lets pairs on which
    /// little is to be gained count more, Adam all alike. Empty for a regression.
    /// </summary>
    public IReadOnlyList<double> DualValues { get; init; } = [];
}

/// <summary>Why the maximisation of the dual objective stopped.</summary>
public enum FitExitReason
{
    /// <summary>The Newton decrement fell below the tolerance.</summary>
    Converged = 0,

    /// <summary>The number of iterations allowed was used up.</summary>
    MaximumIterationsReached = 1,

    /// <summary>No step along the Newton direction raised the objective: the limit of floating-point precision.</summary>
    PrecisionReached = 2,
}

/// <summary>How strongly one group of features was drawn towards the untrained model.</summary>
/// <param name="Features">The group: "Slices", "Extra" (Gaussian potential, mean shift, monomials) or "Common" (Fourier, intercept).</param>
/// <param name="Strength">Multiple of the Gram matrix's diagonal; positive infinity when the group is switched off.</param>
/// <param name="Reason">How the strength was chosen.</param>
public sealed record RidgeChoice(string Features, double Strength, string Reason);

/// <summary>A training pair that was left out, and why.</summary>
/// <param name="Row">0-based row of the training data.</param>
/// <param name="Reason">What was wrong with it.</param>
public sealed record SkippedPair(long Row, string Reason);

/// <summary>How far a fit has come.</summary>
/// <param name="Stage">What is being done: "Pairs" (regression), "Newton" or "Adam" (dual objective), "Teachers" or "Costs" (transport costs).</param>
/// <param name="Done">Pairs read, or iterations made.</param>
/// <param name="DualValue">The mean semi-dual so far, where the stage has one.</param>
public readonly record struct FitProgress(string Stage, long Done, double? DualValue = null)
{
    /// <summary>Where <see cref="Done"/> ends, as far as that is known: the pairs or rows there are, skipped ones included, or Adam's steps. Newton stops when it has converged.</summary>
    public long? Total { get; init; }
}
