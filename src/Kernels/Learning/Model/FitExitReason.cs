namespace Microsoft.ML.SlicedOT;

/// <summary>Why the maximisation of the dual objective stopped.</summary>
public enum FitExitReason
{
    /// <summary>The Newton decrement fell below the tolerance.</summary>
    Converged = 0,

    /// <summary>The number of iterations allowed was used up.</summary>
    MaximumIterationsReached = 1,

    /// <summary>No step along the Newton direction raised the objective: the limit of floating-point precision.</summary>
    PrecisionReached = 2,
}
