namespace Microsoft.ML.SlicedOT;

/// <summary>How successive Sinkhorn sweeps are combined.</summary>
public enum Acceleration
{
    /// <summary>Plain Sinkhorn: every sweep starts where the last one ended.</summary>
    None,

    /// <summary>Anderson acceleration of the source potential, safeguarded.</summary>
    Anderson,
}
