using System.Text.Json.Serialization;
using Samples.Shared;

namespace DigitTransport;

/// <summary>All the numbers of a run; <c>--json</c> writes exactly this.</summary>
internal sealed record DemoResult(
    IReadOnlyList<MethodRow> Rows,
    double TrainingSeconds,
    [property: JsonPropertyName("mlnetMsPerPair")] double MLNetMsPerPair,
    bool RoundTripEqual,
    int Train,
    int Test,
    int Directions,
    int Seed,
    double Epsilon,
    ShiftResult Shifts);
