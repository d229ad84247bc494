namespace Microsoft.ML.SlicedOT;

/// <summary>Why a computation of potentials ended.</summary>
public enum ExitReason
{
    /// <summary>The potentials are a prediction; nothing was iterated.</summary>
    Predicted,

    /// <summary>The marginal violation is at most the tolerance.</summary>
    Converged,

    /// <summary>The sweeps allowed were used up first.</summary>
    MaximumSweepsReached,

    /// <summary>
    /// The violation stopped shrinking above the tolerance, near the accuracy of double precision, and beginning anew from the best potentials several
    /// times got no further. A method other than Sinkhorn's may still find a digit or two.
    /// </summary>
    PrecisionReached,

    /// <summary>No finite potentials came about; those returned are the best that were seen, or zero.</summary>
    NumericalFailure,
}
