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
