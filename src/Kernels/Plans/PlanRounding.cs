using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>The factors and remainders with which a plan is rounded onto its marginals (Altschuler, Weed and Rigollet 2017, algorithm 2).</summary>
internal static class PlanRounding
{
    /// <summary>A row that holds more than its weight by no more than this (relative) holds it up to rounding.</summary>
    private const double RoundingError = 1e-14;

    /// <summary>The factor of a row: 1, or less where the row holds more than its weight.</summary>
    public static double RowScale(double weight, double rowSum) => rowSum > weight * (1 + RoundingError) ? weight / rowSum : 1;

    /// <summary>The factor of every column after rows were scaled, and the share of every column in what is then missing (shares sum to 1, or are all 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(ReadOnlySpan<double> weights, ReadOnlySpan<double> cutColumnSums, Span<double> scales, Span<double> missingShares)
    {
        double total = 0;
        for (int j = 0; j < weights.Length; j++)
        {
            scales[j] = cutColumnSums[j] > weights[j] ? weights[j] / cutColumnSums[j] : 1;
            missingShares[j] = Math.Max(0, weights[j] - (cutColumnSums[j] * scales[j]));
            total += missingShares[j];
        }

        for (int j = 0; j < weights.Length && total > 0; j++)
            missingShares[j] /= total;
    }
}
