using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class SoftmaxRowTests
{
    [Theory]
    [InlineData(1, 0, 1.0)]
    [InlineData(7, 2, 1.0)]
    [InlineData(16, 3, 10.0)]
    [InlineData(33, 1, 100.0)]
    [InlineData(200, 2, 5000.0)]
    public void EveryWidthAgreesWithTheScalarReference(int n, int axes, double magnitude)
    {
        var generator = new SeededGenerator((ulong)(n + axes));
        double[] start = Normals(n), coordinates = Normals(n * axes), factors = Normals(axes), sums = Normals(n);
        double[] expectedSums = [.. sums], expected = new double[n];
        for (int i = 0; i < n; i++)
        {
            expected[i] = start[i];
            for (int k = 0; k < axes; k++)
                expected[i] += factors[k] * coordinates[(k * n) + i];
        }

        double maximum = expected.Max(), sum = expected.Sum(e => Math.Pow(2, e - maximum));
        for (int i = 0; i < n; i++)
        {
            expected[i] = Math.Pow(2, expected[i] - maximum) / sum;
            expectedSums[i] += 0.25 * expected[i];
        }

        Check((row, total) => SoftmaxRow.Compute(start, coordinates, factors, 0.25, row, total));
        Check(Width<DoubleScalar>);
        Check(Width<Double128>);
        Check(Width<Double256>);
        Check(Width<Double512>);

        double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => magnitude * generator.NextNormal())];

        double Width<TLanes>(double[] row, double[] total)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            fixed (double* s = start, x = coordinates, w = factors, r = row, t = total)
                return SoftmaxRow.Compute<TLanes>(s, x, w, n, axes, 0.25, r, t);
        }

        void Check(Func<double[], double[], double> compute)
        {
            double[] row = new double[n], total = [.. sums];
            Assert.Equal(maximum + Math.Log2(sum), compute(row, total), 1e-12 * Math.Max(1, Math.Abs(maximum)));
            RandomPairs.AssertClose(expected, row, 1e-11);
            RandomPairs.AssertClose(expectedSums, total, 1e-12);
        }
    }
}
