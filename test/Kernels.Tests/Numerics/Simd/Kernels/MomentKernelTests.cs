using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Every width against plain loops, over lengths from nothing to several vectors.</summary>
public unsafe class MomentKernelTests
{
    [Fact]
    public void EveryWidthAgreesWithPlainLoops()
    {
        Check(new MomentKernel<DoubleScalar>());
        Check(new MomentKernel<Double128>());
        Check(new MomentKernel<Double256>());
        Check(new MomentKernel<Double512>());
        Check(MomentKernel.Instance);
    }

    private static void Check(MomentKernel kernel)
    {
        var random = new Random(1);
        foreach (double magnitude in new[] { 1e-3, 1, 1e4 })
            for (int count = 0; count <= 100; count += count < 40 ? 1 : 13)
            {
                float[] coordinates = [.. Enumerable.Range(0, count).Select(_ => (float)(magnitude * (random.NextDouble() - 0.4)))];
                double[] weights = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() / (1 + count))];
                double[] other = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
                var result = new double[count + 1];
                result[count] = -7;
                fixed (float* x = coordinates)
                fixed (double* w = weights, y = other, r = result)
                {
                    double mean = coordinates.Select((value, i) => weights[i] * value).Sum();
                    Assert.Equal(mean, kernel.Center(x, w, r, count), 1e-14 * magnitude);
                    double product = 0;
                    for (int i = 0; i < count; i++)
                    {
                        Assert.Equal(coordinates[i] - mean, result[i], 1e-14 * magnitude);
                        product += weights[i] * result[i] * other[i];
                    }

                    Assert.Equal(product, kernel.WeightedDot(w, r, y, count), 1e-14 * magnitude);
                }

                Assert.Equal(-7, result[count]);
            }
    }
}
