namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="PotentialObjective"/>.</summary>
public sealed record PotentialObjectiveOptions : ITrainingOptions
{
    /// <summary>Which features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>Ridge strength for all features, a multiple of the Hessian's diagonal at the untrained model; null to choose one a group on folds that share no measure.</summary>
    public double? Ridge { get; init; }

    /// <summary>As <see cref="PotentialRegressionOptions.ChooseNumberOfDirections"/>, on the quadratic models of the objective around the untrained model.</summary>
    public bool ChooseNumberOfDirections { get; init; }

    /// <summary>Newton's method, or the published schedule.</summary>
    public ObjectiveOptimizer Optimizer { get; init; } = ObjectiveOptimizer.Newton;

    /// <summary>Most Newton iterations, or Adam steps, 1 to 10,000,000; null: 30 and 5,000.</summary>
    public int? MaximumIterations { get; init; }

    /// <summary>Newton stops when its predicted gain falls below this fraction of epsilon.</summary>
    public double OptimizationTolerance { get; init; } = 1e-7;

    /// <summary>Adam's first learning rate; it falls to 1 % along a cosine.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Whether a pair that cannot be evaluated is left out and reported, instead of ending the fit.</summary>
    public bool SkipFailingPairs { get; init; }

    /// <summary>Pairs worked on at the same time, 1 to 1,024; null: one a processor. The result has the same bits for every number.</summary>
    public int? NumberOfThreads { get; init; }
}

/// <summary>How the dual objective is maximised.</summary>
public enum ObjectiveOptimizer
{
    /// <summary>Full-batch Newton with exact gradient and Hessian, drawn towards the untrained model.</summary>
    Newton = 0,

    /// <summary>The published schedule, for fidelity: Adam, one pair a step, gradients clipped to norm 1, learning rate falling along a cosine to 1 %.</summary>
    Adam = 1,
}
