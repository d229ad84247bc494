using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Optimal dual potentials of transport on the line, read off the monotone coupling.
/// </summary>
/// <remarks>
/// The coupling walks a staircase through the sorted atoms, leaving atom i of one measure where its cumulative mass A_i is passed.
/// On the step from i to i + 1, with j the current atom on the other side, <c>phi_{i+1} - phi_i = c(i+1, j) - c(i, j)</c>.
/// Because the cost is convex, potentials tight along any staircase are feasible, and optimal if the staircase is the coupling's.
/// Where cumulative masses tie there is more than one such staircase; the result is the mean of the two extreme ones,
/// source first and target first, and since phi is linear in the atoms j it needs only the two j of each step.
/// Both are ranks of A_i among the other side's boundaries, shifted by the tolerance to either side, so that atoms without mass
/// (equal boundaries) and noise below the tolerance change no other atom's step.
/// </remarks>
internal static class MonotoneDual
{
    /// <summary>Writes the potential of the sorted atoms <paramref name="s"/>, 0 at the first with mass.</summary>
    /// <param name="s">Ascending positions.</param>
    /// <param name="boundaries">Cumulative masses of <paramref name="s"/>, see <see cref="SortedAtoms"/>.</param>
    /// <param name="firstWithMass">The first atom with mass. The sum starts there: a far atom without mass costs the others no digits.</param>
    /// <param name="t">Ascending positions of the other measure.</param>
    /// <param name="otherBoundaries">Cumulative masses of <paramref name="t"/>.</param>
    /// <param name="potential">Receives one value an atom.</param>
    public static void Walk<TCost>(
        ReadOnlySpan<float> s, ReadOnlySpan<long> boundaries, int firstWithMass, ReadOnlySpan<float> t, ReadOnlySpan<long> otherBoundaries, Span<double> potential)
        where TCost : struct, IUnivariateCost
    {
        var other = new StaircaseStep(otherBoundaries);
        if (firstWithMass > 0)
        {
            Steps<TCost>(s[..(firstWithMass + 1)], boundaries, t, ref other, potential);
            Span<double> leading = potential[..firstWithMass];
            TensorPrimitives.Subtract(leading, potential[firstWithMass], leading);
        }

        Steps<TCost>(s[firstWithMass..], boundaries[firstWithMass..], t, ref other, potential[firstWithMass..]);
    }

    private static void Steps<TCost>(
        ReadOnlySpan<float> s, ReadOnlySpan<long> boundaries, ReadOnlySpan<float> t, ref StaircaseStep other, Span<double> potential)
        where TCost : struct, IUnivariateCost
    {
        double value = 0;
        double from = s[0];
        potential[0] = 0;
        for (int i = 1; i < s.Length; i++)
        {
            other.Advance(boundaries[i - 1]);
            double to = s[i];
            value += TCost.MeanRise(from, to, t[other.Lower], t[other.Upper]);
            potential[i] = value;
            from = to;
        }
    }
}
