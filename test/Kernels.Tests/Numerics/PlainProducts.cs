namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Products of rows as a plain loop: the reference of <see cref="RowProducts"/>.</summary>
internal static class PlainProducts
{
    /// <summary>Adds <paramref name="scale"/> times the products of p rows with q rows; with <paramref name="symmetric"/> only the lower triangle.</summary>
    public static void Accumulate(ReadOnlySpan<double> left, int p, ReadOnlySpan<double> right, int q, int length, Span<double> result, double scale, bool symmetric)
    {
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < (symmetric ? i + 1 : q); j++)
            {
                double sum = 0;
                for (int k = 0; k < length; k++)
                    sum += left[(i * length) + k] * right[(j * length) + k];
                result[(i * q) + j] += scale * sum;
            }
        }
    }
}
