namespace Microsoft.ML.SlicedOT;

/// <summary>Means and covariances of both measures of a pair.</summary>
internal sealed class PairMoments(MeasureMoments source, MeasureMoments target)
{
    internal int Dimension => source.Dimension;

    internal bool IsDiagonal => source.IsDiagonal;

    /// <summary>Length d.</summary>
    internal double[] SourceMean => source.Mean;

    /// <summary>Length d.</summary>
    internal double[] TargetMean => target.Mean;

    /// <summary>Row-major d x d, or the d variances where <see cref="IsDiagonal"/>.</summary>
    internal double[] SourceCovariance => source.Covariance;

    /// <summary>As <see cref="SourceCovariance"/>.</summary>
    internal double[] TargetCovariance => target.Covariance;

    /// <summary>Mean over the coordinates and both measures of the variance.</summary>
    internal double PooledVariance { get; private set; }

    /// <summary>Computes the covariances of both centred measures.</summary>
    internal void Compute(ReadOnlySpan<double> sourceWeights, ReadOnlySpan<double> targetWeights) =>
        PooledVariance = (source.ComputeCovariance(sourceWeights) + target.ComputeCovariance(targetWeights)) / 2;
}
