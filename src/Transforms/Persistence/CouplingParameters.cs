namespace Microsoft.ML.SlicedOT;

/// <summary>Everything a fitted transformer consists of.</summary>
internal sealed record CouplingParameters
{
    /// <summary>The columns in and out.</summary>
    public required ColumnLayout Layout { get; init; }

    /// <summary>What happens to weights that do not sum to 1.</summary>
    public required WeightNormalization Normalization { get; init; }

    /// <summary>Cost, epsilon, fixed supports, features and coefficients. A solver without learning carries the untrained model.</summary>
    public required AmortizedCouplingModel Model { get; init; }

    /// <summary>Where the potentials of a row start.</summary>
    public required StartingPotential Start { get; init; }

    /// <summary>Soft c-transforms after a prediction.</summary>
    public int HalfSteps { get; init; } = 2;

    /// <summary>The marginal violation to refine to; null for the solver's default.</summary>
    public double? Tolerance { get; init; }

    /// <summary>The largest number of refinement sweeps; 0 for a bare prediction.</summary>
    public int MaximumSweeps { get; init; }

    /// <summary>Coupling entries below this share of the mean entry 1/(n m) are left out, so no more mass than this is.</summary>
    public double MaximumDroppedMass { get; init; }

    /// <summary>Whether the coupling is rounded onto the marginals.</summary>
    public bool ExactFeasibility { get; init; }

    /// <summary>How matches are drawn.</summary>
    public MatchOptions Matches { get; init; } = new();

    /// <summary>What happens to a row that holds no pair.</summary>
    public BadRowOutput BadRows { get; init; }

    /// <summary>The solver's settings, or null for a bare prediction.</summary>
    public SinkhornOptions? CreateSolverOptions()
    {
        var defaults = new SinkhornOptions();
        return MaximumSweeps == 0 ? null : defaults with { Tolerance = Tolerance ?? defaults.Tolerance, MaximumSweeps = MaximumSweeps };
    }

    /// <summary>How rows become measures.</summary>
    public PairFormat CreatePairFormat() =>
        new PairFormat(Layout, Model.Cost, Normalization, Model.Geometry).WithPenalties(Model.SourcePenalty, Model.TargetPenalty);
}
