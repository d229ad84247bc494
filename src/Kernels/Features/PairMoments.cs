namespace Microsoft.ML.SlicedOT;

/// <summary>Means and covariances of both measures of a pair.</summary>
internal sealed class PairMoments(MeasureMoments source, MeasureMoments target)
{
    public int Dimension => source.Dimension;

    public bool IsDiagonal => source.IsDiagonal;

    /// <summary>Length d.</summary>
    public double[] SourceMean => source.Mean;

    /// <summary>Length d.</summary>
    public double[] TargetMean => target.Mean;

    /// <summary>Row-major d x d, or the d variances where <see cref="IsDiagonal"/>.</summary>
    public double[] SourceCovariance => source.Covariance;

    /// <summary>As <see cref="SourceCovariance"/>.</summary>
    public double[] TargetCovariance => target.Covariance;

    /// <summary>Mean over the coordinates and both measures of the variance.</summary>
    public double PooledVariance { get; private set; }

    /// <summary>Computes the covariances of both centred measures.</summary>
    public void Compute(ReadOnlySpan<double> sourceWeights, ReadOnlySpan<double> targetWeights) =>
        PooledVariance = (source.ComputeCovariance(sourceWeights) + target.ComputeCovariance(targetWeights)) / 2;
}
