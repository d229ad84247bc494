namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>What a row of a rounded plan <c>R_j = P_j x y_j + e m_j</c> has of its own.</summary>
/// <param name="Scale">The factor x.</param>
/// <param name="Remainder">What the row is short of, e.</param>
/// <param name="LogWeight">log2 of the row's weight a.</param>
internal readonly record struct RoundedRow(double Scale, double Remainder, double LogWeight);
