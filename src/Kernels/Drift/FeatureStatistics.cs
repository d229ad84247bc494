using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Statistics of single features and of pairs of them, for all groupings at once.</summary>
internal static class FeatureStatistics
{
    /// <summary>The 1-Wasserstein distance of the two groups along each feature: d rows of one value a grouping, in standard deviations of the pool.</summary>
    /// <param name="axes">d x N standardised coordinates.</param>
    /// <param name="n">N.</param>
    /// <param name="differences">One row of N a grouping.</param>
    public static double[] Wasserstein(double[] axes, int n, double[] differences)
    {
        int d = axes.Length / n, groupings = differences.Length / n;
        var result = new double[checked(d * groupings)];
        RowsOnThreads.For(d, 1, (axis, _) =>
        {
            double[] positions = axes.AsSpan(axis * n, n).ToArray();
            int[] order = [.. Enumerable.Range(0, n)];
            Array.Sort(positions, order);
            for (int g = 0; g < groupings; g++)
            {
                ReadOnlySpan<double> difference = differences.AsSpan(g * n, n);
                double cumulative = 0, distance = 0;
                for (int k = 0; k < n - 1; k++)
                {
                    cumulative += difference[order[k]];
                    distance += Math.Abs(cumulative) * (positions[k + 1] - positions[k]);
                }

                result[(axis * groupings) + g] = distance;
            }
        });
        return result;
    }

    /// <summary>The largest standardised value over features, a grouping each: features that vary little get their due.</summary>
    /// <param name="values">Rows of one value a grouping; standardised in place.</param>
    /// <param name="groupings">Values a row.</param>
    public static double[] LargestStandardized(double[] values, int groupings)
    {
        var largest = new double[groupings];
        largest.AsSpan().Fill(double.NegativeInfinity);
        for (int row = 0; row < values.Length / groupings; row++)
        {
            Span<double> part = values.AsSpan(row * groupings, groupings);
            Permutations.Standardize(part);
            TensorPrimitives.Max<double>(part, largest, largest);
        }

        return largest;
    }

    /// <summary>
    /// How differently the groups move two features together: for each pair the absolute difference of the means of the product of the standardised
    /// features. Correlations that change are seen here, means are not.
    /// </summary>
    /// <param name="axes">d x N standardised coordinates.</param>
    /// <param name="n">N.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="differences">One row of N a grouping.</param>
    /// <returns>One row a pair of one value a grouping.</returns>
    public static double[] Products(double[] axes, int n, (int First, int Second)[] pairs, double[] differences)
    {
        const int Together = 64;
        int groupings = differences.Length / n;
        var result = new double[checked(pairs.Length * groupings)];
        RowsOnThreads.For(pairs.Length, Together, (first, end) =>
        {
            var products = new double[(end - first) * n];
            for (int p = first; p < end; p++)
            {
                TensorPrimitives.Multiply<double>(
                    axes.AsSpan(pairs[p].First * n, n), axes.AsSpan(pairs[p].Second * n, n), products.AsSpan((p - first) * n, n));
            }

            Span<double> part = result.AsSpan(first * groupings, (end - first) * groupings);
            RowProducts.Accumulate(products, end - first, differences, groupings, n, part);
            TensorPrimitives.Abs(part, part);
        });
        return result;
    }

    /// <summary>All pairs of features, or so many of them drawn at random.</summary>
    public static (int First, int Second)[] Pairs(int dimension, int most, ulong seed)
    {
        long all = (long)dimension * (dimension - 1) / 2;
        var generator = new SeededGenerator(seed);
        var pairs = new List<(int, int)>((int)Math.Min(all, most));
        long left = all, wanted = Math.Min(all, most);
        for (int i = 0; i < dimension && wanted > 0; i++)
        {
            for (int j = i + 1; j < dimension && wanted > 0; j++, left--)
            {
                // Selection sampling: each pair is taken with the probability that leaves enough for those after it.
                if (left == wanted || generator.NextDouble() * left < wanted)
                {
                    pairs.Add((i, j));
                    wanted--;
                }
            }
        }

        return [.. pairs];
    }
}
