namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Which of the user's columns hold the pair and what the outputs are called. A row gives points (and perhaps weights), or,
/// where the model has fixed supports, weights alone.
/// </summary>
/// <param name="SourcePoints">The column of the source points, or null with fixed supports.</param>
/// <param name="TargetPoints">The column of the target points, or null with fixed supports.</param>
/// <param name="SourceWeights">The column of the source weights, or null where they are uniform.</param>
/// <param name="TargetWeights">The column of the target weights, or null where they are uniform.</param>
/// <param name="OutputPrefix">What every output column's name begins with; may be empty.</param>
/// <param name="SourceCount">The number of source points with fixed supports, else 0.</param>
/// <param name="TargetCount">The number of target points with fixed supports, else 0.</param>
/// <param name="Dimension">The dimension of the points; 0 while it is still to be read off the columns' types.</param>
internal sealed record ColumnLayout(
    string? SourcePoints,
    string? TargetPoints,
    string? SourceWeights,
    string? TargetWeights,
    string OutputPrefix,
    int SourceCount,
    int TargetCount,
    int Dimension)
{
    /// <summary>Output columns that are copied as they are: reserved name and the user's name without the prefix.</summary>
    private static readonly (string Reserved, string Name)[] CopiedOutputs =
    [
        (ReservedColumns.TransportCost, nameof(ReservedColumns.TransportCost)),
        (ReservedColumns.PrimalValue, nameof(ReservedColumns.PrimalValue)),
        (ReservedColumns.DualValue, nameof(ReservedColumns.DualValue)),
        (ReservedColumns.MarginalViolation, nameof(ReservedColumns.MarginalViolation)),
        (ReservedColumns.RelativeDualityGap, nameof(ReservedColumns.RelativeDualityGap)),
        (ReservedColumns.Sweeps, nameof(ReservedColumns.Sweeps)),
        (ReservedColumns.ExitReason, nameof(ReservedColumns.ExitReason)),
        (ReservedColumns.DroppedMass, nameof(ReservedColumns.DroppedMass)),
    ];

    /// <summary>The number of source points every row must have, where outputs have a fixed size; else 0.</summary>
    public int SourceSize { get; init; }

    /// <summary>The number of target points every row must have, where outputs have a fixed size; else 0.</summary>
    public int TargetSize { get; init; }

    /// <summary>Whether couplings have a fixed size, too; they are dense then.</summary>
    public bool HasSizedCoupling { get; init; }

    /// <summary>The number of slots of a coupling of fixed size, else 0.</summary>
    public int CouplingSize => HasSizedCoupling ? SourceSize * TargetSize : 0;

    /// <summary>Outputs of other names than the prefix gives; null as a name leaves the output out. Keys are names without the prefix.</summary>
    public IReadOnlyDictionary<string, string?> OutputNames { get; init; } = new Dictionary<string, string?>();

    /// <summary>The names that outputs have without prefix or renaming.</summary>
    public static IEnumerable<string> UsualOutputs =>
    [
        .. CopiedOutputs.Select(o => o.Name),
        nameof(ReservedColumns.SourcePotential), nameof(ReservedColumns.TargetPotential), nameof(ReservedColumns.TransportedSource), nameof(ReservedColumns.Coupling),
    ];

    /// <summary>Whether the supports belong to the model and rows hold weights alone.</summary>
    public bool HasFixedSupports => SourceCount > 0;

    /// <summary>The input columns: the user's name, the reserved one, and the number of slots a row must have (0 = any).</summary>
    public IEnumerable<InputColumn> Inputs
    {
        get
        {
            if (SourcePoints is not null)
                yield return new InputColumn(SourcePoints, ReservedColumns.SourcePoints, SourceSize * Dimension, HoldsPoints: true);
            if (TargetPoints is not null)
                yield return new InputColumn(TargetPoints, ReservedColumns.TargetPoints, TargetSize * Dimension, HoldsPoints: true);
            if (SourceWeights is not null)
                yield return new InputColumn(SourceWeights, ReservedColumns.SourceWeights, SourceCount, HoldsPoints: false);
            if (TargetWeights is not null)
                yield return new InputColumn(TargetWeights, ReservedColumns.TargetWeights, TargetCount, HoldsPoints: false);
        }
    }

    /// <summary>Outputs copied from their reserved names.</summary>
    public IEnumerable<(string Reserved, string User)> Copies =>
        CopiedOutputs.SelectMany(o => Named(o.Reserved, o.Name)).Concat(Vectors.Where(v => v.Size == 0).Select(v => (v.Reserved, v.User)));

    /// <summary>The names of all output columns.</summary>
    public IEnumerable<string> Outputs => CopiedOutputs.SelectMany(o => Named(o.Reserved, o.Name)).Select(o => o.User).Concat(Vectors.Select(v => v.User));

    /// <summary>Vector outputs: their size is fixed where the supports are or fixed sizes were asked for, that of a coupling in the latter case alone.</summary>
    public IEnumerable<(string Reserved, string User, int Size)> Vectors =>
    [
        .. Vector(ReservedColumns.SourcePotential, nameof(ReservedColumns.SourcePotential), Math.Max(SourceCount, SourceSize)),
        .. Vector(ReservedColumns.TargetPotential, nameof(ReservedColumns.TargetPotential), Math.Max(TargetCount, TargetSize)),
        .. Vector(ReservedColumns.TransportedSource, nameof(ReservedColumns.TransportedSource), Math.Max(SourceCount, SourceSize) * Math.Max(Dimension, 1)),
        .. Vector(ReservedColumns.Coupling, nameof(ReservedColumns.Coupling), CouplingSize),
    ];

    private IEnumerable<(string Reserved, string User, int Size)> Vector(string reserved, string name, int size) =>
        Named(reserved, name).Select(o => (o.Reserved, o.User, size));

    /// <summary>An output under the user's name, or nothing where it is left out.</summary>
    private IEnumerable<(string Reserved, string User)> Named(string reserved, string name)
    {
        string? user = OutputNames.TryGetValue(name, out string? given) ? given : OutputPrefix + name;
        return user is null ? [] : [(reserved, user)];
    }
}
