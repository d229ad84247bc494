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
    /// sweeps, but the potential takes its time, too. Null: row by row, where that saves time as measured: in up to 5 dimensions, not between grids, from 20,000
    /// entries of the coupling on (between points with mass) with an epsilon of 0.002 to 0.04 of the mean cost, from 500,000 on above 0.002. The solution is the
    /// same to the tolerance.
    /// </summary>
    public bool? StartFromUntrained;
}
