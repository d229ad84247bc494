namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class RowProductsTests
{
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            foreach (int length in (int[])[1, 2, 7, 8, 15, 16, 17, 33, 100, 517])
                shapes.Add(1 + length % 5, 1 + length % 7, length);
            shapes.Add(40, 37, 9000);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AgreeWithTheScalarReference(int p, int q, int length)
    {
        var generator = new SeededGenerator((ulong)length);
        double[] left = [.. Enumerable.Range(0, p * length).Select(_ => generator.NextNormal())];
        double[] right = [.. Enumerable.Range(0, q * length).Select(_ => generator.NextNormal())];
        double[] expected = [.. Enumerable.Range(0, p * q).Select(k => (double)k)];
        double[] actual = [.. expected];
        RowProducts.AccumulateScalar(left, p, right, q, length, expected, -1.5, symmetric: false);
        RowProducts.Accumulate(left, p, right, q, length, actual, -1.5);
        RandomPairs.AssertClose(expected, actual, 1e-12);

        double[] triangle = new double[p * p], reference = new double[p * p];
        RowProducts.Accumulate(left, p, left, p, length, triangle, 2, symmetric: true);
        RowProducts.AccumulateScalar(left, p, left, p, length, reference, 2, symmetric: true);
        RandomPairs.AssertClose(reference, triangle, 1e-12);
    }
}
