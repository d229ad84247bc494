namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.SolveCoupling(SolveCouplingOptions)"/>.</summary>
public sealed class SolveCouplingOptions : CouplingOptions
{
    /// <summary>Marginal violation (L1) at which the solver stops.</summary>
    public double Tolerance = 1e-6;

    /// <summary>Sweeps after which it stops at the latest, 1 to 1,000,000,000; the exit reason is then <see cref="ExitReason.MaximumSweepsReached"/>.</summary>
    public int MaximumSweeps = 10_000;

    /// <summary>
    /// Whether the solver starts from the best untrained potential of each pair (see <see cref="UntrainedStart"/>) instead of from zero. It then needs fewer
    /// sweeps, by half and more where epsilon is about a hundredth of the mean cost; where it is much larger or smaller, or the pictures are small, starting from zero takes less time.
    /// </summary>
    public bool StartFromSlicedPotentials;
}
