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

    /// <summary>The violation stopped shrinking at the accuracy of the arithmetic, above the tolerance.</summary>
    PrecisionReached,

    /// <summary>No finite potentials came about; those returned are the best that were seen, or zero.</summary>
    NumericalFailure,
}
