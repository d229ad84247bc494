using Samples.Shared;

namespace SupplyDemand;

/// <summary>What came out at one epsilon.</summary>
internal sealed record TaskResult(double Epsilon, double TrainingSeconds, bool RoundTripEqual, IReadOnlyList<MethodRow> Rows, Picture Predicted, Picture Converged);
