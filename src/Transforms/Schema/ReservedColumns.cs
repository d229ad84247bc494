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

    public const string ExactSourcePotential = Prefix + "ExactSourcePotential";
    public const string ExactTargetPotential = Prefix + "ExactTargetPotential";
    public const string SourcePotential = Prefix + "SourcePotential";
    public const string TargetPotential = Prefix + "TargetPotential";
    public const string Sweeps = Prefix + "Sweeps";
    public const string ExitReason = Prefix + "ExitReason";

    public const string TransportCost = Prefix + "TransportCost";
    public const string PrimalValue = Prefix + "PrimalValue";
    public const string DualValue = Prefix + "DualValue";
    public const string MarginalViolation = Prefix + "MarginalViolation";
    public const string RelativeDualityGap = Prefix + "RelativeDualityGap";

    public const string Coupling = Prefix + "Coupling";
    public const string DroppedMass = Prefix + "DroppedMass";
    public const string TransportedSource = Prefix + "TransportedSource";

    public const string Vector = Prefix + "Vector";
}
