namespace Microsoft.ML.SlicedOT;

/// <summary>How far a fit has come.</summary>
/// <param name="Stage">What is being done: "Pairs" (regression), "Newton" or "Adam" (dual objective).</param>
/// <param name="Done">Pairs read, or iterations made.</param>
/// <param name="DualValue">The mean semi-dual so far, where the stage has one.</param>
public readonly record struct FitProgress(string Stage, long Done, double? DualValue = null);
