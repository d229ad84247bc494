namespace Samples.Shared;

/// <summary>Spearman's rank correlation: does one number put things in the same order as another?</summary>
public static class RankCorrelation
{
    public static double Of(double[] x, double[] y)
    {
        double[] ranksX = Ranks(x), ranksY = Ranks(y);
        double mean = (x.Length - 1) / 2.0, product = 0, squaresX = 0, squaresY = 0;
        for (int k = 0; k < x.Length; k++)
        {
            product += (ranksX[k] - mean) * (ranksY[k] - mean);
            squaresX += (ranksX[k] - mean) * (ranksX[k] - mean);
            squaresY += (ranksY[k] - mean) * (ranksY[k] - mean);
        }
        return product / Math.Sqrt(squaresX * squaresY);
    }

    /// <summary>Ranks from 0; equal values share the mean of theirs.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(k => values[k])];
        double[] ranks = new double[values.Length];
        for (int first = 0; first < order.Length;)
        {
            int end = first + 1;
            while (end < order.Length && values[order[end]] == values[order[first]])
                end++;
            for (int k = first; k < end; k++)
                ranks[order[k]] = (first + end - 1) / 2.0;
            first = end;
        }
        return ranks;
    }
}
