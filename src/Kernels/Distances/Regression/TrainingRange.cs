namespace Microsoft.ML.SlicedOT;

/// <summary>How unlike the pairs of a training set a pair is: the Mahalanobis distance of logarithms of ratios of its bounds, and of its number of atoms.</summary>
/// <remarks>A weak detector: it found all pairs of another batch size and a tenth of those of other pictures, though these had most of the error.</remarks>
internal sealed class TrainingRange(double[] means, double[] inverse, double largest)
{
    /// <summary>With fewer pairs, their own scatter flags too many.</summary>
    public const int LeastPairs = 50;

    public const int Count = 6;

    /// <summary>A logarithm that moves by less is no difference: pairs of one size would otherwise refuse every other.</summary>
    private const double LeastVariance = 1e-4;

    private const double Share = 0.99;

    /// <summary>The mean logarithms.</summary>
    public double[] Means { get; } = means;

    /// <summary>The inverse of their covariance, row-major.</summary>
    public double[] Inverse { get; } = inverse;

    /// <summary>The distance that 99 % of the training pairs do not exceed.</summary>
    public double Largest { get; } = largest;

    public static TrainingRange? Of(IReadOnlyList<TransportCostBounds> bounds)
    {
        if (bounds.Count < LeastPairs)
            return null;
        double[][] rows = [.. bounds.Select(b => Logarithms(in b))];
        var means = new double[Count];
        var covariance = new double[Count * Count];
        for (int k = 0; k < Count; k++)
            means[k] = rows.Average(r => r[k]);
        for (int k = 0; k < Count; k++)
            for (int l = 0; l < Count; l++)
                covariance[(k * Count) + l] = rows.Average(r => (r[k] - means[k]) * (r[l] - means[l])) + (k == l ? LeastVariance : 0);
        var values = new double[Count];
        var vectors = new double[Count * Count];
        var inverse = new double[Count * Count];
        SymmetricEigen.Decompose(covariance, Count, values, vectors);
        for (int k = 0; k < Count; k++)
            values[k] = 1 / Math.Max(values[k], LeastVariance);
        SymmetricEigen.Compose(values, vectors, Count, inverse);
        var range = new TrainingRange(means, inverse, 0);
        double[] distances = [.. bounds.Select(b => range.Distance(in b)).Order()];
        return new TrainingRange(means, inverse, distances[Math.Min(distances.Length - 1, (int)Math.Ceiling(Share * distances.Length) - 1)]);
    }

    public bool IsBeyond(in TransportCostBounds bounds) => Distance(in bounds) > Largest;

    private double Distance(in TransportCostBounds bounds)
    {
        double[] x = Logarithms(in bounds);
        double sum = 0;
        for (int k = 0; k < Count; k++)
            for (int l = 0; l < Count; l++)
                sum += (x[k] - Means[k]) * Inverse[(k * Count) + l] * (x[l] - Means[l]);
        return sum;
    }

    private static double[] Logarithms(in TransportCostBounds b)
    {
        double upper = b.Upper - b.MeanShift;
        if (!(upper > 0))
            return new double[Count];
        return
        [
            Ratio(b.Lower - b.MeanShift), Ratio(b.MeanUpper - b.MeanShift), Ratio(b.MeanLower - b.MeanShift), Ratio(b.Product - b.MeanShift),
            Ratio(b.Epsilon), Math.Log(b.Concentration),
        ];

        double Ratio(double x) => Math.Log(Math.Max(x / upper, 1e-6));
    }
}
