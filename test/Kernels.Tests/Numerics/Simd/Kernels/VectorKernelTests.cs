using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Every width against plain loops, over lengths from nothing to several vectors.</summary>
public unsafe class VectorKernelTests
{
    [Fact]
    public void EveryWidthAgreesWithPlainLoops()
    {
        Check(new VectorKernel<DoubleScalar, SingleScalar>());
        Check(new VectorKernel<Double128, Single128>());
        Check(new VectorKernel<Double256, Single256>());
        Check(new VectorKernel<Double512, Single512>());
        Check(VectorKernel.Instance);
    }

    [Fact]
    public void NaNIsPassedOn()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(static k => (double)k)];
        double[] ones = [.. Enumerable.Repeat(1.0, 40)];
        var result = new double[40];
        for (int k = 0; k < 40; k += 13)
        {
            double[] poisoned = [.. values];
            poisoned[k] = double.NaN;
            fixed (double* p = poisoned, v = values, w = ones, r = result)
            {
                Assert.True(double.IsNaN(VectorKernel.Instance.Violation(p, v, w, 1, 40)));
                Assert.True(double.IsNaN(VectorKernel.Instance.Violation(v, p, w, 1, 40)));
                VectorKernel.Instance.Scalings(p, v, w, new ScalingRange(1, 0, -10), r, 40);
                Assert.True(double.IsNaN(result[k]));
            }
        }
    }

    private static void Check(VectorKernel kernel)
    {
        var random = new Random(1);
        foreach (double magnitude in new[] { 1e-3, 1, 20 })
            for (int count = 0; count <= 100; count += count < 40 ? 1 : 13)
            {
                double[] x = Numbers(random, count, magnitude);
                double[] y = Numbers(random, count, magnitude);
                double[] w = [.. Numbers(random, count, 1).Select(Math.Abs)];
                var result = new double[count + 1];
                var singles = new float[count + 1];
                result[count] = -7;
                singles[count] = -7;
                fixed (double* a = x, b = y, c = w, r = result)
                fixed (float* s = singles)
                {
                    double largest = kernel.Scalings(a, b, c, new ScalingRange(2, 0.5, -30), r, count);
                    AssertAll(count, k => w[k] * Math.Exp(Math.Max(2 * (x[k] - y[k] - 0.5), -30)), r, 1e-13);
                    Assert.Equal(x.Select((_, k) => Math.Abs(2 * (x[k] - y[k] - 0.5))).DefaultIfEmpty(0).Max(), largest, 1e-12);

                    kernel.Scalings(a, null, c, new ScalingRange(1, 0, -1000), r, count);
                    AssertAll(count, k => w[k] * Math.Exp(x[k]), r, 1e-13);

                    kernel.Potentials(c, b, 0.3, 0.1, r, count);
                    AssertAll(count, k => y[k] - (0.3 * Math.Log(w[k])) - 0.1, r, 1e-13);

                    kernel.MultiplyAdd(a, 3, b, r, count);
                    AssertAll(count, k => (3 * x[k]) + y[k], r, 1e-13);
                    kernel.MultiplyAdd(a, 3, null, r, count);
                    AssertAll(count, k => 3 * x[k], r, 1e-13);
                    kernel.Difference(a, b, c, r, count);
                    AssertAll(count, k => w[k] * (x[k] - y[k]), r, 1e-13);
                    kernel.Difference(a, b, null, r, count);
                    AssertAll(count, k => x[k] - y[k], r, 1e-13);
                    kernel.Divide(a, c, r, count);
                    AssertAll(count, k => x[k] / w[k], r, 1e-13);
                    kernel.Shift(r, 2, count);
                    AssertAll(count, k => (x[k] / w[k]) + 2, r, 1e-13);
                    kernel.Narrow(a, s, count);
                    for (int k = 0; k < count; k++)
                        Assert.Equal((float)x[k], s[k]);

                    Assert.Equal(x.Select((value, k) => value * y[k]).Sum(), kernel.Dot(a, b, count), 1e-11 * (1 + (magnitude * magnitude)));
                    Assert.Equal(
                        x.Select((_, k) => w[k] * Math.Abs(Math.Exp(x[k] - y[k]) - 1)).Sum(),
                        kernel.Violation(a, b, c, 1, count), 1e-12 * (1 + Math.Exp(2 * magnitude)));
                    double greatest = x.Select((value, k) => value - y[k]).DefaultIfEmpty(double.NegativeInfinity).Max();
                    Assert.Equal(greatest, kernel.LargestDifference(a, b, count));
                    Assert.Equal(x.DefaultIfEmpty(double.NegativeInfinity).Max(), kernel.LargestDifference(a, null, count));
                    double distance = x.Select((value, k) => Math.Abs(value - y[k])).DefaultIfEmpty(double.NegativeInfinity).Max();
                    Assert.Equal(distance, kernel.LargestDistance(a, b, count));
                }

                Assert.Equal(-7, result[count]);
                Assert.Equal(-7, singles[count]);
            }
    }

    private static double[] Numbers(Random random, int count, double magnitude)
    {
        var numbers = new double[count];
        for (int k = 0; k < count; k++)
            numbers[k] = magnitude * ((2 * random.NextDouble()) - 1);
        return numbers;
    }

    private static void AssertAll(int count, Func<int, double> expected, double* actual, double tolerance)
    {
        for (int k = 0; k < count; k++)
        {
            double value = expected(k);
            Assert.Equal(value, actual[k], tolerance * (1 + Math.Abs(value)));
        }
    }
}
