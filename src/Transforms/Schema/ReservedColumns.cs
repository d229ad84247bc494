namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Names of the columns that exist only inside the chain: the mappings' row classes are bound to these names for ever,
/// because a saved mapping keeps no column names of its own. The user's columns are copied to and from them.
/// </summary>
internal static class ReservedColumns
{
    public const string Prefix = "SlicedOT.";

    public const string Key = Prefix + "Key";
    public const string Parameters = Prefix + "Parameters";

    public const string SourcePoints = Prefix + "SourcePoints";
    public const string TargetPoints = Prefix + "TargetPoints";
    public const string SourceWeights = Prefix + "SourceWeights";
    public const string TargetWeights = Prefix + "TargetWeights";

    public const string SourceClasses = Prefix + "SourceClasses";
    public const string TargetClasses = Prefix + "TargetClasses";

    public const string ExactSourcePotential = Prefix + "ExactSourcePotential";
    public const string ExactTargetPotential = Prefix + "ExactTargetPotential";

    public const string Vector = Prefix + "Vector";

    public const string Features = Prefix + "Features";
    public const string Label = Prefix + "Label";
    public const string Batch = Prefix + "Batch";

    /// <summary>Columns that every chain drops at its end, besides its outputs' reserved ones.</summary>
    public static IReadOnlyList<string> Temporary { get; } = [Key, Parameters, SourcePoints, TargetPoints, SourceWeights, TargetWeights];

    /// <summary>Columns that chains with potentials drop, too.</summary>
    public static IReadOnlyList<string> TemporaryPotentials { get; } = [ExactSourcePotential, ExactTargetPotential];
}
