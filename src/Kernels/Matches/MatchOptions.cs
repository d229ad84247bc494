namespace Microsoft.ML.SlicedOT;

/// <summary>Settings of <see cref="CouplingSampler"/>.</summary>
public sealed record MatchOptions
{
    /// <summary>How often an atom may be drawn.</summary>
    public MatchSampling Sampling { get; init; } = MatchSampling.WithReplacement;

    /// <summary>
    /// How many pairs to draw, 1 to 1,000,000,000. Null: as many as there are source atoms; without replacement as many as there can be, which of n and m atoms
    /// with mass is the smaller number.
    /// </summary>
    public int? Count { get; init; }

    /// <summary>Seed of the draws. Equal seeds give equal matches, whatever the number of threads.</summary>
    public int Seed { get; init; } = 1;

    internal const int MostMatches = 1_000_000_000;

    internal void Validate()
    {
        if (!Enum.IsDefined(Sampling))
            throw new ArgumentOutOfRangeException(nameof(Sampling), Sampling, "Choose MatchSampling.WithReplacement, EverySource or WithoutReplacement.");
        if (Count is < 1 or > MostMatches)
            throw new ArgumentOutOfRangeException(nameof(Count), Count, "The number of matches must be 1 to 1,000,000,000, or null to choose it by the number of atoms.");
    }
}

/// <summary>How often an atom may be drawn.</summary>
public enum MatchSampling
{
    /// <summary>Draws are independent: a source atom by its weight, then its target by the coupling.</summary>
    WithReplacement = 0,

    /// <summary>
    /// Every source atom as often as its weight says, the number of pairs times its weight rounded up or down at random (systematic sampling), each time with a
    /// target of its own: with as many pairs as atoms of equal weight exactly once. The coupling's mean with less noise, for batches of generative models.
    /// </summary>
    EverySource = 1,

    /// <summary>
    /// No atom twice: a matching, and a permutation where both sides have n atoms and n pairs are drawn. Source atoms come in a random order that their weights
    /// favour, and each draws by the coupling from the targets still free.
    /// </summary>
    WithoutReplacement = 2,
}
