using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Every width against <see cref="Math.Cos"/>, over numbers of points, axes and cosines and magnitudes of the angle.</summary>
public unsafe class CosineKernelTests
{
    [Fact]
    public void EveryWidthAgreesWithTheLibrarysCosine()
    {
        Check(new CosineKernel<DoubleScalar>());
        Check(new CosineKernel<Double128>());
        Check(new CosineKernel<Double256>());
        Check(new CosineKernel<Double512>());
        Check(CosineKernel.Instance);
    }

    [Fact]
    public void ASingleCosineIsGoodToAFewRoundings()
    {
        const int Count = 1 << 14;
        var axis = new AlignedBuffer<double>();
        var result = new AlignedBuffer<double>();
        axis.Resize(Count);
        result.Resize(Count);
        for (int i = 0; i < Count; i++)
            axis.Span[i] = (i - (Count / 2)) / (double)(Count / 2);
        double one = 1, zero = 0;
        CosineKernel.Instance.Combine(axis.Pointer, Count, 1, &one, &zero, &one, 1, result.Pointer);
        for (int i = 0; i < Count; i++)
            Assert.Equal(Math.Cos(2 * Math.PI * axis.Span[i]), result.Span[i], 2e-15);
        Assert.Equal(1, result.Span[Count / 2]);
    }

    private static void Check(CosineKernel kernel)
    {
        var random = new Random(1);
        foreach (double magnitude in new[] { 1e-3, 1, 30, 1e6 })
            foreach (int dimension in new[] { 1, 2, 3, 7 })
                foreach (int cosines in new[] { 0, 1, 2, 9 })
                    foreach (int count in new[] { 0, 16, 48 })
                    {
                        double[] axes = Numbers(random, dimension * count, 1);
                        double[] frequencies = Numbers(random, cosines * dimension, magnitude);
                        double[] phases = Numbers(random, cosines, 1);
                        double[] coefficients = Numbers(random, cosines, 1);
                        var result = new double[count + 1];
                        result[count] = -7;
                        fixed (double* x = axes, w = frequencies, p = phases, c = coefficients, r = result)
                            kernel.Combine(x, count, dimension, w, p, c, cosines, r);
                        // an angle is rounded once an axis, relatively to its magnitude
                        double tolerance = (1e-14 + (1e-14 * magnitude * dimension)) * (1 + cosines);
                        for (int i = 0; i < count; i++)
                        {
                            double sum = 0;
                            for (int k = 0; k < cosines; k++)
                            {
                                double turns = phases[k];
                                for (int l = 0; l < dimension; l++)
                                    turns += frequencies[(k * dimension) + l] * axes[(l * count) + i];
                                sum += coefficients[k] * Math.Cos(2 * Math.PI * turns);
                            }

                            Assert.Equal(sum, result[i], tolerance);
                        }

                        Assert.Equal(-7, result[count]);
                    }
    }

    private static double[] Numbers(Random random, int count, double magnitude)
    {
        var numbers = new double[count];
        for (int k = 0; k < count; k++)
            numbers[k] = magnitude * ((2 * random.NextDouble()) - 1);
        return numbers;
    }
}
