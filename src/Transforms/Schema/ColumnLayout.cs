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
    /// <summary>The number of source points every row must have, where outputs have a fixed size; else 0.</summary>
    public int SourceSize { get; init; }

    /// <summary>The number of target points every row must have, where outputs have a fixed size; else 0.</summary>
    public int TargetSize { get; init; }

    /// <summary>The number of source points that all rows have, else 0.</summary>
    public int FixedSourceCount => Math.Max(SourceCount, SourceSize);

    /// <summary>The number of target points that all rows have, else 0.</summary>
    public int FixedTargetCount => Math.Max(TargetCount, TargetSize);

    /// <summary>Whether couplings have a fixed size, too.</summary>
    public bool HasSizedCoupling { get; init; }

    /// <summary>The number of slots of a coupling of fixed size, else 0.</summary>
    public int CouplingSize => HasSizedCoupling ? SourceSize * TargetSize : 0;

    /// <summary>The column that would have held the source weights, had the view of the fit had it; a later view that has it would be misread.</summary>
    public string? UnreadSourceWeights { get; init; }

    /// <summary>The same of the target weights.</summary>
    public string? UnreadTargetWeights { get; init; }

    /// <summary>The column of the source points' classes, where matches are drawn within classes; else null, as <see cref="TargetClasses"/> is.</summary>
    public string? SourceClasses { get; init; }

    /// <summary>The column of the target points' classes, or null.</summary>
    public string? TargetClasses { get; init; }

    /// <summary>Outputs of other names than the prefix gives; null as a name leaves the output out. Keys are names without the prefix.</summary>
    public IReadOnlyDictionary<string, string?> OutputNames { get; init; } = new Dictionary<string, string?>();

    /// <summary>The table of the outputs there are.</summary>
    public IReadOnlyList<OutputColumn> Columns { get; init; } = OutputColumn.All;

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
            if (SourceClasses is not null)
                yield return new InputColumn(SourceClasses, ReservedColumns.SourceClasses, SourceCount, HoldsPoints: false);
            if (TargetClasses is not null)
                yield return new InputColumn(TargetClasses, ReservedColumns.TargetClasses, TargetCount, HoldsPoints: false);
        }
    }

    /// <summary>The outputs that are not left out, as the user calls them; sizes are fixed where the supports are or the inputs' types promise one.</summary>
    public IEnumerable<NamedOutput> Outputs
    {
        get
        {
            foreach (OutputColumn column in Columns)
            {
                string? name = OutputNames.TryGetValue(column.Name, out string? given) ? given : OutputPrefix + column.Name;
                if (name is not null)
                    yield return new NamedOutput(column, name, column.Size?.Invoke(this) ?? 0);
            }
        }
    }
}
