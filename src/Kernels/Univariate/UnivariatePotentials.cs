namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Exact Kantorovich potentials of optimal transport on the line with cost <c>|s - t|^p</c>, p = 1 or 2.
/// </summary>
/// <remarks>
/// The potentials are feasible, <c>phi_i + psi_j &lt;= |s_i - t_j|^p</c> for all pairs of atoms, those without mass included, and optimal,
/// <c>&lt;a, phi&gt; + &lt;b, psi&gt;</c> equals the least transport cost. Where cumulative masses of both sides coincide (always, for uniform
/// measures of equally many atoms) optimal potentials are not unique, and the result is the mean of the two extreme ones.
/// Atoms without mass get the value that keeps all pairs feasible and change no other; equal positions get equal potentials.
/// </remarks>
public static class UnivariatePotentials
{
    /// <summary>Computes both potentials, in O(n log n + m log m).</summary>
    /// <param name="sourcePositions">The n source positions, in any order, finite.</param>
    /// <param name="sourceWeights">The n source weights, not negative; their sum is taken for 1.</param>
    /// <param name="targetPositions">The m target positions, in any order, finite.</param>
    /// <param name="targetWeights">The m target weights, not negative; their sum is taken for 1.</param>
    /// <param name="exponent">The exponent p, 1 or 2.</param>
    /// <param name="phi">Receives the n source potentials, of weighted mean 0.</param>
    /// <param name="psi">Receives the m target potentials.</param>
    /// <exception cref="ArgumentException">Lengths that do not agree, positions that are not finite, weights that are negative, not finite or all zero.</exception>
    public static void Solve(
        ReadOnlySpan<float> sourcePositions, ReadOnlySpan<double> sourceWeights,
        ReadOnlySpan<float> targetPositions, ReadOnlySpan<double> targetWeights,
        int exponent, Span<double> phi, Span<double> psi)
    {
        CheckSide(sourcePositions, sourceWeights, phi, "source");
        CheckSide(targetPositions, targetWeights, psi, "target");
        switch (exponent)
        {
            case 1:
                SolveCore<AbsoluteDistance>(sourcePositions, sourceWeights, targetPositions, targetWeights, phi, psi);
                break;
            case 2:
                SolveCore<SquaredDistance>(sourcePositions, sourceWeights, targetPositions, targetWeights, phi, psi);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "The exponent must be 1 or 2.");
        }
    }

    private static void SolveCore<TCost>(
        ReadOnlySpan<float> sourcePositions, ReadOnlySpan<double> a,
        ReadOnlySpan<float> targetPositions, ReadOnlySpan<double> b,
        Span<double> phi, Span<double> psi)
        where TCost : struct, IUnivariateCost
    {
        var workspace = UnivariateWorkspace.Take();
        SortedAtoms source = workspace.Source;
        SortedAtoms target = workspace.Target;
        SortedSlice sourceSlice = workspace.SourceSlice;
        SortedSlice targetSlice = workspace.TargetSlice;
        Fill(sourcePositions, a, workspace.Masses(a.Length), sourceSlice, source, FixedPointMass.SourceInfinity);
        Fill(targetPositions, b, workspace.Masses(b.Length), targetSlice, target, FixedPointMass.TargetInfinity);

        Span<double> sorted = workspace.Potential(Math.Max(phi.Length, psi.Length));
        MonotoneDual.Walk<TCost>(source.Positions, source.Boundaries, source.FirstWithMass, target.Positions, target.Boundaries, sorted);
        Scatter(sorted, sourceSlice.Order, phi);
        double mean = WeightedMean(a, phi);

        MonotoneDual.Walk<TCost>(target.Positions, target.Boundaries, target.FirstWithMass, source.Positions, source.Boundaries, sorted);
        Scatter(sorted, targetSlice.Order, psi);

        // Both walks pass the pair of first atoms with mass, where the potentials are tight.
        double start = TCost.Cost(source.Positions[source.FirstWithMass], target.Positions[target.FirstWithMass]) + mean;
        foreach (ref double value in phi)
            value -= mean;
        foreach (ref double value in psi)
            value += start;
        workspace.Return();
    }

    private static void Fill(
        ReadOnlySpan<float> positions, ReadOnlySpan<double> weights, Span<long> masses, SortedSlice slice, SortedAtoms atoms, long infinity)
    {
        long total = FixedPointMass.Convert(weights, masses);
        positions.CopyTo(slice.Reserve(positions.Length));
        slice.Sort();
        atoms.Fill(slice.Positions, slice.Order, masses, total, infinity);
    }

    private static void Scatter(ReadOnlySpan<double> sorted, ReadOnlySpan<int> order, Span<double> destination)
    {
        for (int i = 0; i < order.Length; i++)
            destination[order[i]] = sorted[i];
    }

    private static double WeightedMean(ReadOnlySpan<double> weights, ReadOnlySpan<double> values)
    {
        double sum = 0;
        double mass = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * values[i];
            mass += weights[i];
        }

        return sum / mass;
    }

    private static void CheckSide(ReadOnlySpan<float> positions, ReadOnlySpan<double> weights, Span<double> potential, string side)
    {
        if (positions.IsEmpty)
            throw new ArgumentException($"The {side} has no atoms; give at least one.");
        if (weights.Length != positions.Length || potential.Length != positions.Length)
        {
            throw new ArgumentException(
                $"The {side} has {positions.Length} positions, {weights.Length} weights and room for {potential.Length} potentials; all three must be equal.");
        }

        double total = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            if (!float.IsFinite(positions[i]))
                throw new ArgumentException(FormattableString.Invariant($"Position {i} of the {side} is {positions[i]}; positions must be finite."));
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new ArgumentException(FormattableString.Invariant($"Weight {i} of the {side} is {weights[i]}; weights must be finite and not negative."));
            total += weights[i];
        }

        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException(FormattableString.Invariant($"The weights of the {side} sum to {total}; the sum must be positive and finite."));
    }
}
