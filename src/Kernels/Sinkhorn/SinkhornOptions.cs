namespace Microsoft.ML.SlicedOT;

/// <summary>Settings of <see cref="SinkhornSolver"/>.</summary>
public sealed record SinkhornOptions
{
    /// <summary>The L1 marginal violation <c>||P1 - a||_1 + ||P'1 - b||_1</c> to reach; positive, 1e-6 by default.</summary>
    /// <remarks>
    /// Double precision is sure to resolve 1.1e-16 of the largest cost over epsilon: 1e-6 down to an epsilon of about 1e-10 of the largest cost, 1e-9 down to 1e-7.
    /// Smaller tolerances are often reached; where they are not, solving ends early with <see cref="ExitReason.PrecisionReached"/>.
    /// </remarks>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>The most sweeps to take, 1 to 1,000,000,000; a sweep is one half-step to the target and one to the source.</summary>
    public int MaximumSweeps { get; init; } = 10_000;

    /// <summary>How sweeps are combined; Anderson acceleration by default.</summary>
    public Acceleration Acceleration { get; init; } = Acceleration.Anderson;

    /// <summary>How many earlier sweeps Anderson acceleration combines; 1 to 1,000.</summary>
    public int AndersonMemory { get; init; } = 12;

    /// <summary>How half-steps are computed.</summary>
    public SinkhornRoute Route { get; init; } = SinkhornRoute.Auto;

    /// <summary>
    /// Whether a small epsilon is approached through larger ones (epsilon scaling), each solved loosely from where the last ended. Null, the default,
    /// leaves it to the solver: where epsilon is at most 0.003 of the mean cost and at least 200 sweeps are allowed; where a start is given, at most 0.002, and only if
    /// the first sweep finds a violation above 0.3 there.
    /// </summary>
    public bool? EpsilonScaling { get; init; }

    /// <summary>
    /// Whether <see cref="EntropicSolution.Certificate"/> is computed, too: cheaper here than by <see cref="Certificate.Compute"/> afterwards, because the sums
    /// over the plan that confirm the violation serve both.
    /// </summary>
    public bool Certify { get; init; }

    /// <summary>A longer memory takes longer to combine than the sweeps it saves.</summary>
    private const int LargestAndersonMemory = 1000;

    internal const int LargestMaximumSweeps = 1_000_000_000;

    internal void Validate()
    {
        if (!(Tolerance > 0 && double.IsFinite(Tolerance)))
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "The tolerance on the marginal violation must be positive and finite.");
        if (MaximumSweeps < 1)
            throw new ArgumentOutOfRangeException(nameof(MaximumSweeps), MaximumSweeps, "At least one sweep must be allowed.");
        if (AndersonMemory < 1)
            throw new ArgumentOutOfRangeException(nameof(AndersonMemory), AndersonMemory, "Anderson acceleration needs a memory of at least one sweep; choose Acceleration.None for plain Sinkhorn.");
        if (MaximumSweeps > LargestMaximumSweeps)
            throw new ArgumentOutOfRangeException(nameof(MaximumSweeps), MaximumSweeps, "At most 1,000,000,000 sweeps can be allowed; cancel by a token where time is what matters.");
        if (AndersonMemory > LargestAndersonMemory)
            throw new ArgumentOutOfRangeException(nameof(AndersonMemory), AndersonMemory, "Anderson acceleration combines at most 1,000 earlier sweeps; 5 to 20 are usual.");
        if (!Enum.IsDefined(Acceleration))
            throw new ArgumentOutOfRangeException(nameof(Acceleration), Acceleration, "Choose Acceleration.None or Acceleration.Anderson.");
        if (!Enum.IsDefined(Route))
            throw new ArgumentOutOfRangeException(nameof(Route), Route, "Choose SinkhornRoute.Auto, Log or Scaling.");
    }
}

/// <summary>How successive Sinkhorn sweeps are combined.</summary>
public enum Acceleration
{
    /// <summary>Plain Sinkhorn: every sweep starts where the last one ended.</summary>
    None,

    /// <summary>
    /// Anderson acceleration of the source potential, safeguarded; where sweeps are slow or get no further, Newton's method on the dual takes over (up to
    /// 1,024 atoms on the smaller side, and not with <see cref="SinkhornRoute.Log"/>, which keeps no matrix).
    /// </summary>
    Anderson,
}

/// <summary>How half-steps are computed.</summary>
public enum SinkhornRoute
{
    /// <summary>Whatever is fastest for the problem and safe: products with a kernel matrix (factorised on product grids), or the log domain.</summary>
    Auto,

    /// <summary>Log-sum-exps over costs that are loaded or computed on the fly; no matrix is kept.</summary>
    Log,

    /// <summary>Products with the absorbed kernel matrix <c>exp((f + g - C) / epsilon)</c>, absorbed again when scalings leave their range.</summary>
    Scaling,
}
