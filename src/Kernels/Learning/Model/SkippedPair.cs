namespace Microsoft.ML.SlicedOT;

/// <summary>A training pair that was left out, and why.</summary>
/// <param name="Row">0-based row of the training data.</param>
/// <param name="Reason">What was wrong with it.</param>
public sealed record SkippedPair(long Row, string Reason);
