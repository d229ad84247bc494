namespace Samples.Shared;

/// <summary>One line of the table: means over the test pairs, time as the median.</summary>
/// <param name="Method">How the coupling was made.</param>
/// <param name="HalfSteps">Soft c-transforms between the starting potential and the coupling.</param>
/// <param name="Rmse">Root of the mean squared difference from the converged coupling over all entries.</param>
/// <param name="Violation">L1 distance of the coupling's marginals from the weights.</param>
/// <param name="CostError">Relative error of the transport cost.</param>
/// <param name="Gap">Relative duality gap of the certificate.</param>
/// <param name="MsPerPair">Milliseconds a pair, the coupling written into a buffer of the caller.</param>
public sealed record MethodRow(string Method, double HalfSteps, double Rmse, double Violation, double CostError, double Gap, double MsPerPair);
