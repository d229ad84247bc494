namespace Microsoft.ML.SlicedOT;

/// <summary>Means and covariances of both measures of a pair; above <see cref="FullCovarianceLimit"/> dimensions the variances only.</summary>
internal sealed class PairMoments
{
    internal const int FullCovarianceLimit = 16;

    internal int Dimension { get; private set; }

    internal bool IsDiagonal => Dimension > FullCovarianceLimit;

    /// <summary>Length d.</summary>
    internal double[] SourceMean { get; private set; } = [];

    /// <summary>Length d.</summary>
    internal double[] TargetMean { get; private set; } = [];

    /// <summary>Row-major d x d, or the d variances where <see cref="IsDiagonal"/>.</summary>
    internal double[] SourceCovariance { get; private set; } = [];

    /// <summary>As <see cref="SourceCovariance"/>.</summary>
    internal double[] TargetCovariance { get; private set; } = [];

    /// <summary>Mean over the coordinates and both measures of the variance.</summary>
    internal double PooledVariance { get; private set; }

    internal void Compute(Support source, ReadOnlySpan<double> sourceWeights, Support target, ReadOnlySpan<double> targetWeights)
    {
        int d = source.Dimension;
        if (Dimension != d)
        {
            Dimension = d;
            int entries = IsDiagonal ? d : d * d;
            SourceMean = new double[d];
            TargetMean = new double[d];
            SourceCovariance = new double[entries];
            TargetCovariance = new double[entries];
        }
        Compute(source, sourceWeights, SourceMean, SourceCovariance);
        Compute(target, targetWeights, TargetMean, TargetCovariance);
        double trace = 0;
        for (int k = 0; k < d; k++)
            trace += SourceCovariance[DiagonalIndex(k)] + TargetCovariance[DiagonalIndex(k)];
        PooledVariance = trace / (2 * d);
    }

    internal int DiagonalIndex(int k) => IsDiagonal ? k : k * Dimension + k;

    private void Compute(Support support, ReadOnlySpan<double> weights, double[] mean, double[] covariance)
    {
        int d = Dimension;
        ReadOnlySpan<float> points = support.Coordinates;
        Array.Clear(mean);
        Array.Clear(covariance);
        for (int i = 0; i < weights.Length; i++)
        {
            double w = weights[i];
            if (w == 0)
                continue;
            ReadOnlySpan<float> x = points.Slice(i * d, d);
            for (int k = 0; k < d; k++)
                mean[k] += w * x[k];
        }
        for (int i = 0; i < weights.Length; i++)
        {
            double w = weights[i];
            if (w == 0)
                continue;
            ReadOnlySpan<float> x = points.Slice(i * d, d);
            for (int k = 0; k < d; k++)
            {
                double z = w * (x[k] - mean[k]);
                if (IsDiagonal)
                {
                    covariance[k] += z * (x[k] - mean[k]);
                    continue;
                }
                for (int l = 0; l <= k; l++)
                    covariance[k * d + l] += z * (x[l] - mean[l]);
            }
        }
        if (IsDiagonal)
            return;
        for (int k = 0; k < d; k++)
        {
            for (int l = 0; l < k; l++)
                covariance[l * d + k] = covariance[k * d + l];
        }
    }
}
