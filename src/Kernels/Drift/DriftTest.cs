using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Tells whether two samples come from the same distribution, how sure that is, and what moved. Safe to share between threads.
/// </summary>
/// <remarks>
/// Three statistics look at the same regroupings of the pooled rows: the Sinkhorn divergence, linearised at the pool so that one solve serves all of them;
/// the largest change of a feature, by its Wasserstein distance or its mean square, each against its own spread over regroupings; the largest change of a
/// product of two features. The harmonic mean of their p-values is the verdict, and its own p-value follows from the same regroupings. Under the null the rows are exchangeable, so the p-value is exact for every distribution and sample size.
/// Rows must be independent of each other: consecutive readings of one machine are not, and raise alarms of their own.
/// </remarks>
public static class DriftTest
{
    /// <summary>Compares two samples.</summary>
    /// <param name="reference">The rows to compare with, in R^d; atoms of zero weight are left out.</param>
    /// <param name="current">The rows in question, of the same dimension.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels between statistics.</param>
    /// <returns>The p-value, the effect sizes, features, pairs and rows ranked.</returns>
    /// <exception cref="ArgumentException">Different dimensions, or fewer than five rows in a sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static DriftResult Compute(DiscreteMeasure reference, DiscreteMeasure current, DriftOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        options ??= new DriftOptions();
        options.Validate();
        reference.Support.RequireDimensionOf(current.Support);
        RequireRows(reference, nameof(reference));
        RequireRows(current, nameof(current));

        ulong seed = (ulong)options.Seed;
        (DiscreteMeasure usedReference, _) = RowSample.Draw(reference, options.MaximumRows, StableHash.Combine(seed, 1));
        (DiscreteMeasure usedCurrent, int[] drawn) = RowSample.Draw(current, options.MaximumRows, StableHash.Combine(seed, 2));
        var pool = new PooledSample(usedReference, usedCurrent);
        double[] differences = Permutations.Differences(pool, options.Permutations, seed);
        int groupings = options.Permutations + 1;

        var kernel = new PooledKernel(pool.Points, pool.Weights, options.EpsilonScale);
        cancellationToken.ThrowIfCancellationRequested();
        var divergences = new double[groupings];
        kernel.Divergences(differences, divergences);
        cancellationToken.ThrowIfCancellationRequested();

        double[] axes = pool.Axes();
        double[] distances = FeatureStatistics.Wasserstein(axes, pool.Count, differences);
        double[] scores = [.. distances];
        double[] largest = FeatureStatistics.LargestStandardized(scores, groupings);
        if (options.Version > 2)
        {
            (int, int)[] squares = [.. Enumerable.Range(0, pool.Dimension).Select(k => (k, k))];
            double[] spreads = FeatureStatistics.Products(axes, pool.Count, squares, differences);
            TensorPrimitives.Max<double>(largest, FeatureStatistics.LargestStandardized(spreads, groupings), largest);
            TensorPrimitives.Max<double>(scores, spreads, scores);
        }

        cancellationToken.ThrowIfCancellationRequested();

        (int First, int Second)[] pairs = FeatureStatistics.Pairs(pool.Dimension, options.MaximumFeaturePairs, StableHash.Combine(seed, 3));
        double[] products = FeatureStatistics.Products(axes, pool.Count, pairs, differences);
        double[] pairScores = [.. products];
        double[] largestPair = pairs.Length == 0 ? new double[groupings] : FeatureStatistics.LargestStandardized(pairScores, groupings);

        return new DriftResult
        {
            PValue = options.Version == 1
                ? Permutations.CombineByLeast(pairs.Length == 0 ? [divergences, largest] : [divergences, largest, largestPair])
                : Permutations.Combine(pairs.Length == 0 ? [divergences, largest] : [divergences, largest, largestPair]),
            DivergencePValue = Permutations.PValues(divergences)[0],
            FeaturePValue = Permutations.PValues(largest)[0],
            PairPValue = Permutations.PValues(largestPair)[0],
            Divergence = Math.Max(0, divergences[0]),
            ExpectedDivergence = Math.Max(0, TensorPrimitives.Sum<double>(divergences.AsSpan(1)) / options.Permutations),
            Features = Features(pool, distances, scores, groupings, options),
            Pairs = Pairs(pairs, products, pairScores, groupings),
            Rows = Rows(pool, kernel, differences.AsSpan(0, pool.Count), drawn),
            ReferenceRows = pool.ReferenceRows.Length,
            CurrentRows = pool.CurrentRows.Length,
            Permutations = options.Permutations,
        };
    }

    private static void RequireRows(DiscreteMeasure sample, string name)
    {
        const int Least = 5;
        int rows = 0;
        foreach (double weight in sample.Weights)
            rows += weight > 0 ? 1 : 0;
        if (rows < Least)
            throw new PairException($"The {name} sample has {rows} rows with positive weight; at least {Least} are needed, and some tens to see anything but large drift. Collect more rows.");
    }

    private static FeatureDrift[] Features(PooledSample pool, double[] distances, double[] scores, int groupings, DriftOptions options)
    {
        int n = pool.Count, split = pool.ReferenceRows.Length;
        var features = new FeatureDrift[pool.Dimension];
        for (int k = 0; k < features.Length; k++)
        {
            double unit = pool.Deviations[k];
            (double referenceMean, double referenceDeviation) = Moments(pool, k, 0, split);
            (double currentMean, double currentDeviation) = Moments(pool, k, split, n);
            features[k] = new FeatureDrift(
                k,
                scores[k * groupings],
                Permutations.PValues(scores.AsSpan(k * groupings, groupings))[0],
                distances[k * groupings] * unit,
                referenceDeviation > 0 ? distances[k * groupings] / referenceDeviation : distances[k * groupings],
                pool.Means[k] + (unit * referenceMean),
                pool.Means[k] + (unit * currentMean),
                unit * referenceDeviation,
                unit * currentDeviation);
        }

        return [.. features.OrderByDescending(feature => options.Version > 2 ? feature.EffectSize : feature.StandardizedWasserstein)];
    }

    private static (double Mean, double Deviation) Moments(PooledSample pool, int feature, int first, int end)
    {
        double total = 0, mean = 0, square = 0;
        for (int i = first; i < end; i++)
        {
            total += pool.Weights[i];
            mean += pool.Weights[i] * pool.Points[(i * pool.Dimension) + feature];
        }

        mean /= total;
        for (int i = first; i < end; i++)
        {
            double difference = pool.Points[(i * pool.Dimension) + feature] - mean;
            square += pool.Weights[i] * difference * difference;
        }

        return (mean, Math.Sqrt(square / total));
    }

    private static FeaturePairDrift[] Pairs((int First, int Second)[] pairs, double[] products, double[] scores, int groupings)
    {
        const int Listed = 20;
        return
        [
            .. Enumerable.Range(0, pairs.Length)
                .OrderByDescending(p => scores[p * groupings])
                .Take(Listed)
                .Select(p => new FeaturePairDrift(pairs[p].First, pairs[p].Second, scores[p * groupings], products[p * groupings])),
        ];
    }

    private static RowDrift[] Rows(PooledSample pool, PooledKernel kernel, ReadOnlySpan<double> difference, int[] drawn)
    {
        // The difference is reference minus current: mass that only the current sample has makes it negative.
        double[] witness = kernel.Epsilon > 0 ? kernel.Witness(difference) : new double[pool.Count];
        var rows = new RowDrift[pool.CurrentRows.Length];
        for (int k = 0; k < rows.Length; k++)
            rows[k] = new RowDrift(drawn[pool.CurrentRows[k]], -witness[pool.ReferenceRows.Length + k]);
        Array.Sort(rows, (x, y) => x.Score == y.Score ? x.Row.CompareTo(y.Row) : y.Score.CompareTo(x.Score));
        return rows;
    }
}
