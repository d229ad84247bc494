namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Means, offsets and covariances against plain loops, from one atom to several vectors and both sides of the limit of full covariances.</summary>
public unsafe class MeasureMomentsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 40)]
    [InlineData(16, 17)]
    [InlineData(17, 33)]
    public void TheyAreThoseOfPlainLoops(int dimension, int atoms)
    {
        var moments = new MeasureMoments();
        var generator = new SeededGenerator((ulong)(7 * dimension));
        for (int repeat = 0; repeat < 2; repeat++)
        {
            DiscreteMeasure measure = RandomPairs.Measure(ref generator, atoms + repeat, dimension, shift: 30);
            Check(moments, measure);
        }
    }

    private static void Check(MeasureMoments moments, DiscreteMeasure measure)
    {
        int n = measure.Count, d = measure.Dimension;
        ReadOnlySpan<double> weights = measure.Weights;
        moments.Center(measure.Support, weights);
        var mean = new double[d];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < d; k++)
                mean[k] += weights[i] * measure.Support[i][k];
        }

        double trace = 0;
        var covariance = new double[d * d];
        for (int k = 0; k < d; k++)
        {
            Assert.Equal(mean[k], moments.Mean[k], 1e-12);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(measure.Support[i][k] - mean[k], moments.Axis(k)[i], 1e-12);
                for (int l = 0; l < d; l++)
                    covariance[(k * d) + l] += weights[i] * (measure.Support[i][k] - mean[k]) * (measure.Support[i][l] - mean[l]);
            }

            for (int i = n; i < moments.PaddedCount; i++)
                Assert.Equal(0, moments.Offsets[(k * moments.PaddedCount) + i]);
            trace += covariance[(k * d) + k];
        }

        Assert.Equal(trace / d, moments.MeanVariance(weights), 1e-12);
        Assert.Equal(trace / d, moments.ComputeCovariance(weights), 1e-12);
        Assert.Equal(moments.IsDiagonal ? d : d * d, moments.Covariance.Length);
        for (int k = 0; k < moments.Covariance.Length; k++)
            Assert.Equal(covariance[moments.IsDiagonal ? (k * d) + k : k], moments.Covariance[k], 1e-12);
    }
}
