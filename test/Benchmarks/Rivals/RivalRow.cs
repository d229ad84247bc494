namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>A way to couplings on a task: means over the test pairs, milliseconds as their median.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Kind">What it is compared as.</param>
/// <param name="Note">Settings, or why there are no numbers.</param>
/// <param name="Error">Its errors and time; null where it does not apply.</param>
/// <param name="Training">Seconds of learning on one thread; 0 where nothing is learned.</param>
internal sealed record RivalRow(string Method, RivalKind Kind, string Note, RivalError? Error, double Training = 0);

/// <summary>How far a method's couplings are from the converged ones, and how long one takes.</summary>
internal sealed record RivalError(double Rmse, double CostError, double Violation, double Milliseconds);

/// <summary>What a method is compared as.</summary>
internal enum RivalKind
{
    /// <summary>One of ours.</summary>
    Ours,

    /// <summary>A published rival that predicts a coupling as ours do.</summary>
    Rival,

    /// <summary>A baseline that anybody has.</summary>
    Baseline,

    /// <summary>A solver that runs to its end.</summary>
    Solver,
}
