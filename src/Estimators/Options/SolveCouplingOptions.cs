namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.SolveCoupling(SolveCouplingOptions)"/>.</summary>
public sealed class SolveCouplingOptions : CouplingOptions
{
    /// <summary>Marginal violation (L1) at which the solver stops.</summary>
    public double Tolerance = 1e-6;

    /// <summary>Sweeps after which it stops at the latest, 1 to 1,000,000,000; the exit reason is then <see cref="ExitReason.MaximumSweepsReached"/>.</summary>
    public int MaximumSweeps = 10_000;

    /// <summary>
    /// Whether the solver starts from averaged sliced potentials, which need no training, instead of from zero; it then usually needs fewer sweeps.
    /// </summary>
    public bool StartFromSlicedPotentials;
}
