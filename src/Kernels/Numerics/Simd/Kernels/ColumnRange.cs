namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Consecutive columns of a matrix.</summary>
/// <param name="First">The first column.</param>
/// <param name="End">The column after the last.</param>
internal readonly record struct ColumnRange(int First, int End);
