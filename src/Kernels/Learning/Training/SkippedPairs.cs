namespace Microsoft.ML.SlicedOT;

/// <summary>The training pairs that were left out: their number, and the first of them for the report.</summary>
internal sealed class SkippedPairs
{
    private const int MostListed = 100;

    private readonly List<SkippedPair> _listed = [];

    public long Count { get; private set; }

    public void Add(long row, string reason)
    {
        Count++;
        if (_listed.Count < MostListed)
            _listed.Add(new SkippedPair(row, reason));
    }

    /// <summary>Counts pairs whose reasons are not known any more.</summary>
    public void AddUnlisted(long count) => Count += count;

    /// <summary>Adds those of another part, whose rows come after <paramref name="rows"/> others.</summary>
    public void Add(SkippedPairs other, long rows)
    {
        Count += other.Count;
        foreach (SkippedPair pair in other._listed.Take(MostListed - _listed.Count))
            _listed.Add(pair with { Row = pair.Row + rows });
    }

    public SkippedPair[] ToArray() => [.. _listed];

    /// <summary>What to throw where no pair is left.</summary>
    public InvalidOperationException NoPairs() => new(Count == 0
        ? "The training data has no pairs."
        : $"None of the {Count} training pairs could be used; the first was left out because: {_listed[0].Reason}");
}
