namespace Microsoft.ML.SlicedOT;

/// <summary>What <see cref="DriftTest"/> found.</summary>
public sealed class DriftResult
{
    internal DriftResult()
    {
    }

    /// <summary>
    /// The probability of so small a harmonic mean of the three p-values below where nothing moved: drift is reported where it is below the false-alarm rate you accept.
    /// Exact for any distribution, because it comes from regroupings of the same rows.
    /// </summary>
    public required double PValue { get; init; }

    /// <summary>The p-value of the Sinkhorn divergence alone.</summary>
    public required double DivergencePValue { get; init; }

    /// <summary>The p-value of the largest change of a feature alone.</summary>
    public required double FeaturePValue { get; init; }

    /// <summary>The p-value of the largest change of a feature pair alone; 1 where no pairs were looked at.</summary>
    public required double PairPValue { get; init; }

    /// <summary>The linearised Sinkhorn divergence, in squared standard deviations of the pooled features.</summary>
    public required double Divergence { get; init; }

    /// <summary>The divergence's mean over regroupings: its value where nothing moved.</summary>
    public required double ExpectedDivergence { get; init; }

    /// <summary>All features, the most drifted first.</summary>
    public required IReadOnlyList<FeatureDrift> Features { get; init; }

    /// <summary>The feature pairs whose joint movement changed most, at most 20, the most changed first.</summary>
    public required IReadOnlyList<FeaturePairDrift> Pairs { get; init; }

    /// <summary>Rows of the current sample, those first that lie most where the reference had less mass.</summary>
    public required IReadOnlyList<RowDrift> Rows { get; init; }

    /// <summary>Rows of the reference that were used.</summary>
    public required int ReferenceRows { get; init; }

    /// <summary>Rows of the current sample that were used.</summary>
    public required int CurrentRows { get; init; }

    /// <summary>Regroupings.</summary>
    public required int Permutations { get; init; }
}

/// <summary>How one feature moved.</summary>
/// <param name="Feature">Its index.</param>
/// <param name="Score">
/// Its Wasserstein distance or the change of its mean square, whichever stands out more, in standard deviations above what regroupings give; about 2 to 4 is the
/// largest of many without drift.
/// </param>
/// <param name="PValue">The p-value of this feature alone, not corrected for the number of features.</param>
/// <param name="Wasserstein">The 1-Wasserstein distance, in the feature's units.</param>
/// <param name="StandardizedWasserstein">The same in standard deviations of the reference.</param>
/// <param name="ReferenceMean">The reference's mean.</param>
/// <param name="CurrentMean">The current mean.</param>
/// <param name="ReferenceDeviation">The reference's standard deviation.</param>
/// <param name="CurrentDeviation">The current standard deviation.</param>
public sealed record FeatureDrift(
    int Feature,
    double Score,
    double PValue,
    double Wasserstein,
    double StandardizedWasserstein,
    double ReferenceMean,
    double CurrentMean,
    double ReferenceDeviation,
    double CurrentDeviation)
{
    /// <summary>
    /// The effect size that features are ranked by: the Wasserstein distance or the change of the standard deviation, whichever is larger, in standard deviations
    /// of the reference. Both are at most the 2-Wasserstein distance.
    /// </summary>
    public double EffectSize => ReferenceDeviation > 0
        ? Math.Max(StandardizedWasserstein, Math.Abs(CurrentDeviation - ReferenceDeviation) / ReferenceDeviation)
        : StandardizedWasserstein;
}

/// <summary>How two features' joint movement changed.</summary>
/// <param name="First">Index of a feature.</param>
/// <param name="Second">Index of another.</param>
/// <param name="Score">In standard deviations above what regroupings give.</param>
/// <param name="Change">The difference of the mean products of the standardised features, without sign: near the change of their correlation where means and spreads stay.</param>
public sealed record FeaturePairDrift(int First, int Second, double Score, double Change);

/// <summary>How much a row of the current sample speaks for drift.</summary>
/// <param name="Row">Its index in the current sample.</param>
/// <param name="Score">How much the divergence grows, to first order, with the row's mass; positive where the current sample has more mass than the reference.</param>
public sealed record RowDrift(int Row, double Score);
