namespace Microsoft.ML.SlicedOT;

/// <summary>Weighted means and variances of a domain's features, in double precision.</summary>
internal sealed class DomainMoments
{
    /// <summary>Of a measure.</summary>
    public DomainMoments(DiscreteMeasure measure)
    {
        int d = measure.Dimension;
        Means = new double[d];
        Variances = new double[d];
        ReadOnlySpan<double> weights = measure.Weights;
        for (int k = 0; k < d; k++)
        {
            ReadOnlySpan<float> axis = measure.Support.Axis(k);
            double mean = 0, variance = 0, largest = 0;
            for (int i = 0; i < axis.Length; i++)
                mean += weights[i] * axis[i];
            for (int i = 0; i < axis.Length; i++)
            {
                double difference = axis[i] - mean;
                variance += weights[i] * difference * difference;
                largest = Math.Max(largest, Math.Abs(axis[i]));
            }

            Means[k] = mean;

            // What rounding leaves of a constant feature is no spread.
            Variances[k] = variance > 1e-13 * largest * largest ? variance : 0;
        }
    }

    /// <summary>The d means.</summary>
    public double[] Means { get; }

    /// <summary>The d variances; exactly zero for constant features.</summary>
    public double[] Variances { get; }
}

/// <summary>What features are divided by before distances between rows are taken.</summary>
internal static class DomainScale
{
    /// <summary>Below this share of further features that count, one scale leaves the table's largest unit to decide alone.</summary>
    private const double LeastShare = 0.1;

    /// <summary>The scale of each feature, positive.</summary>
    /// <param name="source">Moments of a domain.</param>
    /// <param name="target">Moments of the other.</param>
    /// <param name="scaling">The rule.</param>
    public static double[] Of(DomainMoments source, DomainMoments target, FeatureScaling scaling)
    {
        int d = source.Means.Length;
        var variances = new double[d];
        double sum = 0;
        for (int k = 0; k < d; k++)
        {
            variances[k] = (source.Variances[k] + target.Variances[k]) / 2;
            sum += variances[k];
        }

        var scales = new double[d];
        double common = sum > 0 ? Math.Sqrt(sum / d) : 1;
        bool isPerFeature = scaling == FeatureScaling.PerFeature || (scaling == FeatureScaling.Auto && IsPerFeature(variances));
        for (int k = 0; k < d; k++)
            scales[k] = isPerFeature ? (variances[k] > 0 ? Math.Sqrt(variances[k]) : 1) : common;
        return scales;
    }

    /// <summary>
    /// Whether features need scales of their own: with variances v, <c>(sum v)^2 / sum v^2</c> of them count in a distance. Pixels, principal components and
    /// coordinates leave a good part of them; a table of unlike units about one.
    /// </summary>
    public static bool IsPerFeature(ReadOnlySpan<double> variances)
    {
        double largest = 0, sum = 0, square = 0;
        foreach (double v in variances)
            largest = Math.Max(largest, v);
        if (!(largest > 0) || variances.Length < 2)
            return false;
        foreach (double v in variances)
        {
            sum += v / largest;
            square += v / largest * (v / largest);
        }

        return ((sum * sum / square) - 1) / (variances.Length - 1) < LeastShare;
    }
}
