namespace Microsoft.ML.SlicedOT;

/// <summary>W2² from two sketches: a weighted sum of their features, learned from pairs of the collection at hand; 0 between equal sketches.</summary>
internal sealed class SketchModel(double[] coefficients, double error)
{
    public const int FeaturesWithoutCells = 5;
    public const int Features = 7;

    /// <summary>A pair of more entries is taught by its bounds, which are within some per cent, instead of exactly.</summary>
    private const long MostExactEntries = 1_000_000;

    /// <summary>With nothing learned the cost is between the largest frame's and that of joining cells.</summary>
    private static readonly double[] Centre = [0.35, 0, 0, 0, 0, 0.65, 0];

    public double[] Coefficients { get; } = coefficients;

    /// <summary>The root mean square of the relative errors on pairs left out.</summary>
    public double Error { get; } = error;

    /// <summary>Learns from pairs spread over a collection.</summary>
    public static SketchModel Learn(
        IReadOnlyList<DiscreteMeasure> sources,
        IReadOnlyList<DiscreteMeasure> targets,
        MeasureSketches sourceSketches,
        MeasureSketches targetSketches,
        int pairs,
        int seed,
        int threads,
        CancellationToken cancellationToken)
    {
        bool isSymmetric = ReferenceEquals(sources, targets);
        long most = isSymmetric ? (long)sources.Count * (sources.Count - 1) / 2 : (long)sources.Count * targets.Count;
        var chosen = new HashSet<(int Source, int Target)>();
        var generator = new SeededGenerator((ulong)seed);
        for (int tries = 0; chosen.Count < Math.Min(pairs, most) && tries < 50L * pairs; tries++)
        {
            int i = (int)(generator.NextUInt64() % (ulong)sources.Count), j = (int)(generator.NextUInt64() % (ulong)targets.Count);
            if (!isSymmetric || i != j)
                chosen.Add(isSymmetric && i > j ? (j, i) : (i, j));
        }

        (int Source, int Target)[] list = [.. chosen.Order()];
        var costs = new double[list.Length];
        Parallel.For(0, list.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, () => new TransportCostBoundsWorkspace(), (k, _, workspace) =>
        {
            (DiscreteMeasure source, DiscreteMeasure target) = (sources[list[k].Source], targets[list[k].Target]);
            costs[k] = (long)source.Count * target.Count <= MostExactEntries
                ? ExactTransportCost.Compute(source, target, workspace, cancellationToken)
                : TransportCostBounds.Compute(source, target, null, workspace).Estimate;
            return workspace;
        }, static _ => { });

        return Fit([.. list.Select(p => sourceSketches.Compare(p.Source, targetSketches, p.Target))], costs);
    }

    public static SketchModel Fit(SketchFeatures[] features, double[] costs)
    {
        double median = costs.Length == 0 ? 0 : costs.Order().ElementAt(costs.Length / 2), largest = costs.DefaultIfEmpty(0).Max();
        if (largest == 0)
            return new SketchModel(Centre, 0);
        double least = 1e-3 * (median > 0 ? median : largest);
        CentredRidgeFit fit = CentredRidge.Fit(
            [.. features.Select(Row)], [.. costs.Zip(features, (c, f) => c - f.MeanShift)], [.. costs.Select(c => 1 / Math.Max(c, least))], Centre);
        return new SketchModel(fit.Coefficients, Math.Sqrt(fit.Error));
    }

    /// <summary>The predicted cost, between what the sketches prove.</summary>
    public double Predict(in SketchFeatures f)
    {
        Span<double> row = stackalloc double[Coefficients.Length];
        f.CopyTo(row);
        double above = 0;
        for (int k = 0; k < row.Length; k++)
            above += Coefficients[k] * row[k];
        return f.MeanShift + Math.Max(f.Frame, Math.Min(above, f.Upper));
    }

    private static double[] Row(SketchFeatures features)
    {
        var row = new double[Features];
        features.CopyTo(row);
        return row;
    }
}
