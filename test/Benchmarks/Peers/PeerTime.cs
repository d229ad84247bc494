namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <param name="Milliseconds">Median.</param>
/// <param name="Violation">L1 marginal violation of its plan; null when not finite.</param>
internal sealed record PeerTime(double Milliseconds, double? Violation);
