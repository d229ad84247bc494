namespace Microsoft.ML.SlicedOT;

/// <summary>Chooses the number of slicing directions among a few by the error on measure-disjoint folds, all from the same streamed sums.</summary>
/// <remarks>The sums are made with the union of all candidates' directions; a candidate's own sums are a part of them.</remarks>
internal sealed class DirectionSelection
{
    /// <summary>Why the directions are what they are where there was no choice.</summary>
    public const string NothingToChoose = "as given or by dimension";

    /// <summary>Fewer directions are taken while the held-out error stays within this factor of the least.</summary>
    private const double Tolerated = 1.01;

    private readonly int[][] _candidates;
    private readonly int _default;

    private DirectionSelection(SlicingDirections union, int[][] candidates, int defaultCandidate)
    {
        Union = union;
        _candidates = candidates;
        _default = defaultCandidate;
    }

    /// <summary>All directions of all candidates, each once.</summary>
    public SlicingDirections Union { get; }

    /// <summary>Features, sums and ridge of the candidate chosen.</summary>
    public sealed record Choice(PotentialFeatures Features, FoldBuckets Buckets, RidgeSelection.Result Ridge, double[] Centre, string Reason);

    /// <summary>The candidates: a quarter, half and all of the number given, or by dimension; null where there is nothing to choose.</summary>
    public static DirectionSelection? Create(FeatureOptions options, int dimension, CancellationToken cancellationToken)
    {
        if (options.Directions is not null || dimension == 1 || dimension > MeasureMoments.FullCovarianceLimit)
            return null;
        int most = options.ResolveNumberOfDirections(dimension);
        int[] counts = dimension > 3 && options.DirectionScheme != DirectionScheme.Random
            ? [.. new[] { most / 4, most / 2, most }.Select(count => Math.Max(1, count / dimension) * dimension).Distinct()]
            : [.. new[] { Math.Max(1, most / 4), Math.Max(1, most / 2), most, options.NumberOfDirections is not null ? most : 2 * most }.Distinct()];
        var vectors = new List<float>();
        var candidates = new List<int[]>();
        foreach (int count in counts)
        {
            var directions = SlicingDirections.Create(options.DirectionScheme, count, dimension, options.ResolvedSeed, cancellationToken);
            var places = new int[count];
            for (int l = 0; l < count; l++)
                places[l] = PlaceOf(directions[l], vectors, dimension);
            candidates.Add(places);
        }

        var union = SlicingDirections.FromVectors([.. vectors], dimension);
        return new DirectionSelection(union, [.. candidates], Array.IndexOf(counts, most));
    }

    /// <summary>Chooses, given the features on the union, their sums, and what fits a centre and a ridge to any sums.</summary>
    public Choice Choose(
        PotentialFeatures features,
        FoldBuckets buckets,
        Func<PotentialFeatures, FoldBuckets, (double[] Centre, RidgeSelection.Result Ridge)> fit)
    {
        var choices = new Choice[_candidates.Length];
        double floor = double.PositiveInfinity, least = double.PositiveInfinity;
        for (int k = 0; k < choices.Length; k++)
        {
            PotentialFeatures restricted = features.WithDirections(_candidates[k]);
            int[] kept = [.. _candidates[k], .. Enumerable.Range(Union.Count, features.Count - Union.Count)];
            FoldBuckets sums = buckets.Select(kept);
            (double[] centre, RidgeSelection.Result ridge) = fit(restricted, sums);
            floor = Math.Min(floor, ridge.LeastLoss);
            least = Math.Min(least, ridge.HeldOutLoss);
            choices[k] = new Choice(restricted, sums, ridge, centre, "");
        }

        string counts = string.Join(", ", _candidates.Select(candidate => candidate.Length));
        if (double.IsNaN(least))
            return choices[_default] with { Reason = $"default: without measure-disjoint folds {counts} directions cannot be compared" };
        // A dual objective's loss has no natural zero: what counts is the part of it that features could remove.
        double tolerated = least + ((Tolerated - 1) * Math.Max(0, least - floor));
        int chosen = Array.FindIndex(choices, choice => choice.Ridge.HeldOutLoss <= tolerated);
        return choices[chosen] with { Reason = $"fewest of {counts} directions whose held-out error is within 1 % of the least" };
    }

    private static int PlaceOf(ReadOnlySpan<float> direction, List<float> vectors, int dimension)
    {
        for (int place = 0; place * dimension < vectors.Count; place++)
        {
            bool same = true;
            for (int k = 0; k < dimension && same; k++)
                same = Math.Abs(vectors[(place * dimension) + k] - direction[k]) < 1e-6f;
            if (same)
                return place;
        }

        foreach (float component in direction)
            vectors.Add(component);
        return (vectors.Count / dimension) - 1;
    }
}
