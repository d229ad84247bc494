using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The covariance of a weighted sample, shrunk towards a multiple of the identity (Ledoit and Wolf 2004), so that it has an inverse.</summary>
internal static class ShrunkCovariance
{
    /// <summary>Writes the covariance of points divided by scales.</summary>
    /// <param name="measure">The sample.</param>
    /// <param name="means">Its d means.</param>
    /// <param name="scales">What features are divided by.</param>
    /// <param name="covariance">Receives d x d numbers.</param>
    /// <returns>The intensity of the shrinkage, 0 to 1.</returns>
    /// <remarks>
    /// With S the sample's covariance and mu its mean eigenvalue, the shrunk one is <c>(1 - s) S + s mu I</c>, <c>s = min(b, e) / e</c>, <c>e = |S - mu I|^2</c>,
    /// <c>b = sum_i w_i^2 (|z_i|^4 - |S|^2)</c>: the published estimate where weights are uniform, and the same variance of the weighted mean where they are not.
    /// </remarks>
    public static double Compute(DiscreteMeasure measure, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> covariance)
    {
        const int RowsAtATime = 256;
        int n = measure.Count, d = measure.Dimension;
        covariance.Clear();
        var block = new double[checked(d * RowsAtATime)];
        ReadOnlySpan<double> weights = measure.Weights;
        double fourth = 0, squaredWeights = 0;
        for (int start = 0; start < n; start += RowsAtATime)
        {
            int rows = Math.Min(RowsAtATime, n - start);
            for (int r = 0; r < rows; r++)
            {
                ReadOnlySpan<float> point = measure.Support[start + r];
                double weight = weights[start + r], root = Math.Sqrt(weight), norm = 0;
                for (int k = 0; k < d; k++)
                {
                    double z = (point[k] - means[k]) / scales[k];
                    norm += z * z;
                    block[(k * rows) + r] = root * z;
                }

                fourth += weight * weight * norm * norm;
                squaredWeights += weight * weight;
            }

            RowProducts.Accumulate(block, d, block, d, rows, covariance, symmetric: true);
        }

        RowProducts.Mirror(covariance, d);
        double trace = 0;
        for (int k = 0; k < d; k++)
            trace += covariance[(k * d) + k];
        double mean = trace / d, square = TensorPrimitives.SumOfSquares<double>(covariance);
        double dispersion = square - (d * mean * mean);
        double error = Math.Min(fourth - (squaredWeights * square), dispersion);
        double shrinkage = dispersion > 0 && error > 0 ? error / dispersion : 0;
        TensorPrimitives.Multiply(covariance, 1 - shrinkage, covariance);
        for (int k = 0; k < d; k++)
            covariance[(k * d) + k] += shrinkage * mean;
        return shrinkage;
    }
}
