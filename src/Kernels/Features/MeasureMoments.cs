using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The mean of a measure, its points relative to it, and their covariance; above <see cref="FullCovarianceLimit"/> dimensions the variances only.</summary>
internal sealed unsafe class MeasureMoments
{
    public const int FullCovarianceLimit = 16;

    private readonly AlignedBuffer<double> _offsets = new();

    public int Dimension { get; private set; }

    public bool IsDiagonal => Dimension > FullCovarianceLimit;

    /// <summary>Number n of atoms.</summary>
    public int Count { get; private set; }

    /// <summary>Number of atoms with the padding of vectors.</summary>
    public int PaddedCount { get; private set; }

    /// <summary>Length d.</summary>
    public double[] Mean { get; private set; } = [];

    /// <summary>Row-major d x d, or the d variances where <see cref="IsDiagonal"/>; valid after <see cref="ComputeCovariance"/>.</summary>
    public double[] Covariance { get; private set; } = [];

    /// <summary>Points minus the mean, axis after axis, each padded with zeros.</summary>
    public double* Offsets => _offsets.Pointer;

    /// <summary>Coordinate <paramref name="k"/> of all points minus the mean.</summary>
    public ReadOnlySpan<double> Axis(int k) => _offsets.Span.Slice(k * PaddedCount, Count);

    /// <summary>Computes the mean and the points relative to it.</summary>
    public void Center(Support support, ReadOnlySpan<double> weights)
    {
        if (Dimension != support.Dimension)
        {
            Dimension = support.Dimension;
            Mean = new double[Dimension];
            Covariance = new double[IsDiagonal ? Dimension : Dimension * Dimension];
        }

        Count = support.Count;
        PaddedCount = AlignedBuffer<double>.Padded(Count);
        _offsets.Resize(checked(PaddedCount * Dimension));
        fixed (float* axes = support.Axes)
        fixed (double* w = weights)
        {
            for (int k = 0; k < Dimension; k++)
            {
                Mean[k] = MomentKernel.Instance.Center(axes + (k * (nint)Count), w, Offsets + (k * (nint)PaddedCount), Count);
                _offsets.Span.Slice((k * PaddedCount) + Count, PaddedCount - Count).Clear();
            }
        }
    }

    /// <summary>The mean over the coordinates of the variance.</summary>
    public double MeanVariance(ReadOnlySpan<double> weights)
    {
        double trace = 0;
        for (int k = 0; k < Dimension; k++)
            trace += WeightedProduct(weights, k, k);
        return trace / Dimension;
    }

    /// <summary>Computes <see cref="Covariance"/> and returns the mean over the coordinates of the variance.</summary>
    public double ComputeCovariance(ReadOnlySpan<double> weights)
    {
        double trace = 0;
        for (int k = 0; k < Dimension; k++)
        {
            double variance = WeightedProduct(weights, k, k);
            trace += variance;
            Covariance[IsDiagonal ? k : (k * Dimension) + k] = variance;
            for (int l = 0; l < k && !IsDiagonal; l++)
                Covariance[(k * Dimension) + l] = Covariance[(l * Dimension) + k] = WeightedProduct(weights, k, l);
        }

        return trace / Dimension;
    }

    private double WeightedProduct(ReadOnlySpan<double> weights, int k, int l)
    {
        fixed (double* w = weights)
            return MomentKernel.Instance.WeightedDot(w, Offsets + (k * (nint)PaddedCount), Offsets + (l * (nint)PaddedCount), Count);
    }
}
