namespace Microsoft.ML.SlicedOT;

/// <summary>Where the other measure is at one measure's step: its atoms on the two extreme staircases, see <see cref="MonotoneDual"/>.</summary>
/// <param name="otherBoundaries">The other measure's cumulative masses, ascending, see <see cref="SortedAtoms"/>.</param>
internal ref struct StaircaseStep(ReadOnlySpan<long> otherBoundaries)
{
    private readonly ReadOnlySpan<long> _otherBoundaries = otherBoundaries;

    /// <summary>The atom of the staircase that takes this step first where cumulative masses tie.</summary>
    public int Lower { get; private set; }

    /// <summary>The atom of the staircase that takes the other measure's steps first.</summary>
    public int Upper { get; private set; }

    /// <summary>Goes on to the step at a cumulative mass, not less than the one before.</summary>
    public void Advance(long boundary)
    {
        while (_otherBoundaries[Lower] < boundary - FixedPointMass.TieTolerance)
            Lower++;
        Upper = Math.Max(Upper, Lower);
        while (_otherBoundaries[Upper] <= boundary + FixedPointMass.TieTolerance)
            Upper++;
    }
}
