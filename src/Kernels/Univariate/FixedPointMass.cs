namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Masses as integers, one being 2^60: cumulative masses are then exact sums of the atoms' masses,
/// whatever the order in which directions sort the atoms, and comparing them has no rounding of its own.
/// </summary>
internal static class FixedPointMass
{
    public const long One = 1L << 60;

    /// <summary>
    /// Cumulative masses closer than this are tied: half a unit in the last place of float32 at 1, the precision in which weights arrive.
    /// Taking a near-tie for a tie costs at most this much mass times the spread of the costs in optimality, and nothing in feasibility.
    /// </summary>
    public const long TieTolerance = One >> 25;

    /// <summary>Above every cumulative mass of the source, which end at <see cref="One"/> up to rounding; below the target's infinity.</summary>
    public const long SourceInfinity = One + (One >> 1);

    /// <summary>Above every cumulative mass of the target and the source's infinity.</summary>
    public const long TargetInfinity = 2 * One;

    /// <summary>Above everything: the boundary of the last atom, which is never passed. The difference of any two boundaries is in range.</summary>
    public const long End = 4 * One;

    /// <summary>Converts weights (any positive sum) to integer masses and returns their sum, <see cref="One"/> up to rounding.</summary>
    public static long Convert(ReadOnlySpan<double> weights, Span<long> masses)
    {
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;
        double scale = One / sum;
        long total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            long mass = (long)Math.Round(weights[i] * scale);
            masses[i] = mass;
            total += mass;
        }

        return total;
    }
}
