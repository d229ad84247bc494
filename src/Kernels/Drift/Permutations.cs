namespace Microsoft.ML.SlicedOT;

/// <summary>A statistic's values under the observed grouping and under permuted ones, and the p-values that follow.</summary>
internal static class Permutations
{
    /// <summary>Ties are broken by no rounding.</summary>
    private const double Tie = 1e-9;

    /// <summary>The differences of the groups' weights: row 0 as observed, the others for random regroupings.</summary>
    public static double[] Differences(PooledSample pool, int permutations, ulong seed)
    {
        int n = pool.Count;
        var differences = new double[checked((permutations + 1) * n)];
        int[] order = [.. Enumerable.Range(0, n)];
        var generator = new SeededGenerator(seed);
        for (int row = 0; row <= permutations; row++)
        {
            if (row > 0)
                Shuffle(order, ref generator);
            pool.Difference(order, differences.AsSpan(row * n, n));
        }

        return differences;
    }

    /// <summary>Fisher and Yates.</summary>
    public static void Shuffle(Span<int> order, ref SeededGenerator generator)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = generator.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    /// <summary>Of each value, the share of all that are at least as large: as a p-value exact, since under the null all groupings are alike.</summary>
    public static double[] PValues(ReadOnlySpan<double> statistic)
    {
        double[] sorted = statistic.ToArray();
        Array.Sort(sorted);
        var result = new double[statistic.Length];
        for (int k = 0; k < result.Length; k++)
        {
            double threshold = statistic[k] - (Tie * Math.Abs(statistic[k]));
            int below = SortedSearch.LowerBound(sorted, threshold);
            result[k] = (double)(sorted.Length - below) / sorted.Length;
        }

        return result;
    }

    /// <summary>
    /// The p-value of the harmonic mean of several p-values (Wilson 2019), by the same groupings: exact, however they depend on each other. Nearly the smallest
    /// decides, and others that are small as well count.
    /// </summary>
    public static double Combine(params ReadOnlySpan<double[]> statistics)
    {
        var sums = new double[statistics[0].Length];
        foreach (double[] statistic in statistics)
        {
            double[] values = PValues(statistic);
            for (int k = 0; k < sums.Length; k++)
                sums[k] += 1 / values[k];
        }

        return PValues(sums)[0];
    }

    /// <summary>The same of the smallest of several p-values.</summary>
    public static double CombineByLeast(params ReadOnlySpan<double[]> statistics)
    {
        var largest = new double[statistics[0].Length];
        foreach (double[] statistic in statistics)
        {
            double[] values = PValues(statistic);
            for (int k = 0; k < largest.Length; k++)
                largest[k] = Math.Max(largest[k], 1 / values[k]);
        }

        return PValues(largest)[0];
    }

    /// <summary>Values over a row of groupings, in standard deviations from their mean over all of them; zeros where they do not vary.</summary>
    public static void Standardize(Span<double> values)
    {
        double mean = 0, square = 0;
        foreach (double value in values)
            mean += value / values.Length;
        foreach (double value in values)
            square += (value - mean) * (value - mean) / values.Length;
        double deviation = Math.Sqrt(square);
        bool varies = deviation > 1e-12 * Math.Abs(mean) && deviation > 0;
        for (int k = 0; k < values.Length; k++)
            values[k] = varies ? (values[k] - mean) / deviation : 0;
    }
}
