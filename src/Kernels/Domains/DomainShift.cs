using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>What can be said about two domains without labels in the second: whether they differ, whether other class proportions explain it, whether the second lies inside the first.</summary>
/// <remarks>These are the gates of adaptation: where proportions or support explain the difference, mapping rows does harm.</remarks>
public sealed class DomainShift
{
    /// <summary>Epsilon of the kernel as a multiple of the mean squared distance.</summary>
    private const double EpsilonScale = 0.2;

    private const int Splits = 40;
    private const int KernelRows = 300;
    private const int NeighbourRows = 1000;
    private const int Neighbours = 3;

    private DomainShift()
    {
    }

    /// <summary>The kernel statistic of source and target, in standard deviations of what two halves of the source give.</summary>
    public double Statistic { get; private init; }

    /// <summary>The same after the classes of the source got the proportions that explain the target best: at most about 3 where proportions are all that changed.</summary>
    public double UnexplainedStatistic { get; private init; }

    /// <summary>Those proportions.</summary>
    public required IReadOnlyList<double> ExplainingProportions { get; init; }

    /// <summary>Half the sum of absolute differences of those proportions and the source's, 0 to 1.</summary>
    public double ProportionShift { get; private init; }

    /// <summary>The class proportions of the target by the energy distance, which looks at larger scales.</summary>
    public required IReadOnlyList<double> EnergyProportions { get; init; }

    /// <summary>Half the sum of absolute differences of the latter and the source's, 0 to 1.</summary>
    public double EnergyProportionShift { get; private init; }

    /// <summary>Mean distance of a target row to its three nearest source rows, over that of a source row to its three nearest others; about 1 inside the source.</summary>
    public double NeighbourRatio { get; private init; }

    /// <summary>The share of target rows farther from the source than 95 % of its own rows; 0.05 where nothing moved.</summary>
    public double ShareOutside { get; private init; }

    /// <summary>Compares two domains; of large ones 300 rows each for the kernel, 1,000 for neighbours.</summary>
    /// <param name="source">The labelled domain.</param>
    /// <param name="classes">The class of each of its points, 0, 1, …</param>
    /// <param name="target">The other domain, of the same dimension.</param>
    /// <param name="scaling">How features are scaled.</param>
    /// <param name="seed">Seed of what is drawn.</param>
    /// <exception cref="ArgumentException">Different dimensions, classes that do not fit, or fewer than ten rows.</exception>
    public static DomainShift Measure(
        DiscreteMeasure source, IReadOnlyList<int> classes, DiscreteMeasure target, FeatureScaling scaling = FeatureScaling.Auto, int seed = 1)
    {
        const int LeastRows = 10;
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(target);
        source.Support.RequireDimensionOf(target.Support);
        new DomainMapOptions { SourceClasses = classes, Scaling = scaling }.Validate(source.Count, target.Count);
        if (source.Count < LeastRows || target.Count < LeastRows)
            throw new ArgumentException($"The source has {source.Count} rows and the target {target.Count}; at least {LeastRows} each are needed to compare them.");

        double[] scales = DomainScale.Of(new DomainMoments(source), new DomainMoments(target), scaling);
        int[] labels = [.. classes];
        (double ratio, double outside) = Coverage(
            RowSample.Draw(source, NeighbourRows, StableHash.Combine((ulong)seed, 31), labels).Measure,
            RowSample.Draw(target, NeighbourRows, StableHash.Combine((ulong)seed, 32)).Measure,
            scales);

        (DiscreteMeasure usedSource, int[] rows) = RowSample.Draw(source, KernelRows, StableHash.Combine((ulong)seed, 33), labels);
        (DiscreteMeasure usedTarget, _) = RowSample.Draw(target, KernelRows, StableHash.Combine((ulong)seed, 34));
        var pool = new PooledSample(usedSource, usedTarget, scales);
        int[] usedClasses = [.. pool.ReferenceRows.Select(i => labels[rows[i]])];
        int n = pool.ReferenceRows.Length, count = labels.Max() + 1;
        double[] kernel = new PooledKernel(pool.Points, pool.Weights, EpsilonScale).Dense();
        double deviation = SplitDeviation(kernel, pool.Weights, pool.Count, n, (ulong)seed);
        var mixture = new ClassMixture(kernel, pool.Weights, pool.Count, usedClasses, count);

        var distances = new double[kernel.Length];
        PooledKernel.SquaredDistances(pool.Points, pool.Count, pool.Dimension, distances);
        TensorPrimitives.Sqrt(distances, distances);
        TensorPrimitives.Negate<double>(distances, distances);
        var energy = new ClassMixture(distances, pool.Weights, pool.Count, usedClasses, count);
        return new DomainShift
        {
            Statistic = mixture.Unweighted / deviation,
            UnexplainedStatistic = mixture.Best / deviation,
            ExplainingProportions = mixture.Proportions,
            ProportionShift = mixture.Shift,
            EnergyProportions = energy.Proportions,
            EnergyProportionShift = energy.Shift,
            NeighbourRatio = ratio,
            ShareOutside = outside,
        };
    }

    /// <summary>The spread of the statistic over splits of the source into halves, brought to the sizes at hand.</summary>
    private static double SplitDeviation(double[] kernel, double[] weights, int total, int n, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        var generator = new SeededGenerator(StableHash.Combine(seed, 35));
        var values = new double[Splits];
        int half = n / 2;
        for (int split = 0; split < Splits; split++)
        {
            Permutations.Shuffle(order, ref generator);
            values[split] = ClassMixture.Discrepancy(kernel, weights, total, order.AsSpan(0, half), order.AsSpan(half));
        }

        double mean = TensorPrimitives.Average<double>(values), square = 0;
        foreach (double value in values)
            square += (value - mean) * (value - mean) / Splits;
        double sizes = ((1.0 / n) + (1.0 / (total - n))) / ((1.0 / half) + (1.0 / (n - half)));
        return Math.Max(Math.Sqrt(square) * sizes, 1e-300);
    }

    private static (double Ratio, double Outside) Coverage(DiscreteMeasure source, DiscreteMeasure target, double[] scales)
    {
        var pool = new PooledSample(source, target, scales);
        int n = pool.ReferenceRows.Length, total = pool.Count;
        double[] own = Nearest(pool, 0, n), others = Nearest(pool, n, total);
        double ownMean = Mean(own, pool.Weights.AsSpan(0, n)), otherMean = Mean(others, pool.Weights.AsSpan(n));
        double[] sorted = [.. own];
        Array.Sort(sorted);
        double limit = sorted[Math.Min(n - 1, (int)(0.95 * n))], outside = 0, mass = 0;
        for (int i = n; i < total; i++)
        {
            mass += pool.Weights[i];
            outside += others[i - n] > limit ? pool.Weights[i] : 0;
        }

        return (ownMean > 0 ? otherMean / ownMean : otherMean > 0 ? double.MaxValue : 1, outside / mass);
    }

    /// <summary>Mean distance of rows to their nearest source rows, themselves left out.</summary>
    private static double[] Nearest(PooledSample pool, int first, int end)
    {
        int d = pool.Dimension, n = pool.ReferenceRows.Length;
        var result = new double[end - first];
        RowsOnThreads.For(end - first, 32, (from, to) =>
        {
            var nearest = new double[Neighbours];
            for (int r = from; r < to; r++)
            {
                int i = first + r;
                Array.Fill(nearest, double.PositiveInfinity);
                ReadOnlySpan<double> row = pool.Points.AsSpan(i * d, d);
                for (int j = 0; j < n; j++)
                {
                    if (j == i)
                        continue;
                    double distance = TensorPrimitives.Distance(row, pool.Points.AsSpan(j * d, d));
                    for (int k = 0; k < Neighbours && distance < double.PositiveInfinity; k++)
                    {
                        if (distance < nearest[k])
                            (nearest[k], distance) = (distance, nearest[k]);
                    }
                }

                result[r] = TensorPrimitives.Average<double>(nearest);
            }
        });
        return result;
    }

    private static double Mean(ReadOnlySpan<double> values, ReadOnlySpan<double> weights) =>
        TensorPrimitives.Dot(values, weights) / TensorPrimitives.Sum(weights);
}
