namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SoftmaxRowTests
{
    [Theory]
    [InlineData(1, 0, 1.0)]
    [InlineData(7, 2, 1.0)]
    [InlineData(16, 3, 10.0)]
    [InlineData(33, 1, 100.0)]
    [InlineData(200, 2, 5000.0)]
    public void AgreesWithTheScalarReference(int n, int axes, double magnitude)
    {
        var generator = new SeededGenerator((ulong)(n + axes));
        double[] start = Normals(n), coordinates = Normals(n * axes), factors = Normals(axes), row = new double[n], sums = Normals(n);
        double[] expectedSums = [.. sums], expected = new double[n];
        for (int i = 0; i < n; i++)
        {
            expected[i] = start[i];
            for (int k = 0; k < axes; k++)
                expected[i] += factors[k] * coordinates[k * n + i];
        }
        double maximum = expected.Max(), sum = expected.Sum(e => Math.Pow(2, e - maximum));
        double log = SoftmaxRow.Compute(start, coordinates, factors, 0.25, row, sums);
        Assert.Equal(maximum + Math.Log2(sum), log, 1e-12 * Math.Max(1, Math.Abs(maximum)));
        for (int i = 0; i < n; i++)
        {
            expected[i] = Math.Pow(2, expected[i] - maximum) / sum;
            expectedSums[i] += 0.25 * expected[i];
        }
        RandomPairs.AssertClose(expected, row, 1e-11);
        RandomPairs.AssertClose(expectedSums, sums, 1e-12);

        double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => magnitude * generator.NextNormal())];
    }
}
