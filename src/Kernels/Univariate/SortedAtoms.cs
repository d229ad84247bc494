namespace Microsoft.ML.SlicedOT;

/// <summary>Buffers for the atoms of one measure in ascending order on the line, with the cumulative mass up to and including each.</summary>
/// <remarks>
/// The cumulative mass is where the monotone coupling leaves the atom. Two values are replaced: before any mass has passed it is
/// <c>-infinity</c>, and from the last atom with mass on it is <c>+infinity</c>. Atoms without mass are so passed where nothing
/// depends on them: first the target's leading ones (tight at the first source atom), then the source's (tight at the first target
/// atom with mass); at the end first the source's, then the target's.
/// </remarks>
internal sealed class SortedAtoms
{
    private float[] _positions = [];
    private long[] _boundaries = [];

    public int Count { get; private set; }

    /// <summary>The first atom with mass.</summary>
    public int FirstWithMass { get; private set; }

    public ReadOnlySpan<float> Positions => _positions.AsSpan(0, Count);

    public ReadOnlySpan<long> Boundaries => _boundaries.AsSpan(0, Count);

    /// <summary>Fills the buffers.</summary>
    public void Fill(ReadOnlySpan<float> positions, ReadOnlySpan<int> order, ReadOnlySpan<long> masses, long total, long infinity)
    {
        Reserve(order.Length);
        positions.CopyTo(_positions);
        Span<long> boundaries = _boundaries.AsSpan(0, order.Length);
        long cumulative = 0;
        for (int i = 0; i < boundaries.Length; i++)
        {
            cumulative += masses[order[i]];
            boundaries[i] = cumulative;
        }

        int first = 0;
        for (; first < boundaries.Length - 1 && boundaries[first] == 0; first++)
            boundaries[first] = -infinity;
        for (int last = boundaries.Length - 1; last >= first && boundaries[last] == total; last--)
            boundaries[last] = infinity;
        boundaries[^1] = FixedPointMass.End;
        FirstWithMass = first;
        Count = boundaries.Length;
    }

    private void Reserve(int count)
    {
        if (_positions.Length < count)
        {
            _positions = new float[count];
            _boundaries = new long[count];
        }
    }
}
