namespace Microsoft.ML.SlicedOT;

/// <summary>Settings of <see cref="DriftTest"/>.</summary>
public sealed record DriftOptions
{
    internal const int LatestVersion = 3;

    /// <summary>Regroupings of the pooled rows, 19 to 100,000; the smallest p-value is 1 / (permutations + 1).</summary>
    public int Permutations { get; init; } = 200;

    /// <summary>
    /// Epsilon of the Sinkhorn divergence as a multiple of the mean squared distance of the pooled rows, 0.05 to 10. Smaller sees finer differences and
    /// needs more rows; below 0.2 power fell in every case measured.
    /// </summary>
    public double EpsilonScale { get; init; } = 0.2;

    /// <summary>Rows of each sample that are used at most, 10 to 5,000; of larger samples so many are drawn, by weight. Memory grows with its square.</summary>
    public int MaximumRows { get; init; } = 1000;

    /// <summary>Pairs of features that are looked at, 0 to 100,000; of more features so many pairs are drawn.</summary>
    public int MaximumFeaturePairs { get; init; } = 2000;

    /// <summary>Seed of permutations and of what is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// The version of the method, which is that of stored references: 1, whose verdict is the smallest of the statistics' p-values; 2, which looks at features by
    /// their Wasserstein distance alone; <see cref="LatestVersion"/>.
    /// </summary>
    internal int Version { get; init; } = LatestVersion;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    internal void Validate()
    {
        Require(Permutations is >= 19 and <= 100_000, nameof(Permutations), Permutations, "between 19 (so that p = 0.05 can be reached) and 100,000");
        Require(EpsilonScale is >= 0.05 and <= 10, nameof(EpsilonScale), EpsilonScale, "between 0.05 and 10, as a multiple of the mean squared distance");
        Require(MaximumRows is >= 10 and <= 5000, nameof(MaximumRows), MaximumRows, "between 10 and 5,000");
        Require(MaximumFeaturePairs is >= 0 and <= 100_000, nameof(MaximumFeaturePairs), MaximumFeaturePairs, "between 0 and 100,000");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
    }
}
