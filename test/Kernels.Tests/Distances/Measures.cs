namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Small measures and the exact costs between them.</summary>
internal static class Measures
{
    public static DiscreteMeasure Of(int dimension, params double[] coordinates) =>
        new(new Support(Array.ConvertAll(coordinates, x => (float)x), dimension));

    public static DiscreteMeasure Weighted(int dimension, double[] coordinates, double[] weights) =>
        new(new Support(Array.ConvertAll(coordinates, x => (float)x), dimension), weights);

    /// <summary>Standard normal points, each coordinate k scaled by 1 + k / 2 and moved by <paramref name="shift"/>.</summary>
    public static double[] Normal(int seed, int count, int dimension, double shift = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * dimension).Select(k => ((1 + (k % dimension / 2.0)) * Gauss(random)) + shift)];
    }

    /// <summary>The least squared Euclidean (p = 2) or Euclidean (p = 1) assignment cost of two uniform measures of equal count.</summary>
    public static double BruteForce(DiscreteMeasure source, DiscreteMeasure target, int p = 2)
    {
        int n = source.Count;
        double best = double.MaxValue;
        Extend(0, 0, 0);
        return best / n;

        void Extend(int i, int used, double cost)
        {
            if (cost >= best)
                return;
            if (i == n)
            {
                best = cost;
                return;
            }

            for (int j = 0; j < n; j++)
                if ((used & (1 << j)) == 0)
                    Extend(i + 1, used | (1 << j), cost + Cost(source.Support[i], target.Support[j], p));
        }
    }

    public static double Cost(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int p = 2)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
            sum += ((double)x[k] - y[k]) * ((double)x[k] - y[k]);
        return p == 2 ? sum : Math.Sqrt(sum);
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
