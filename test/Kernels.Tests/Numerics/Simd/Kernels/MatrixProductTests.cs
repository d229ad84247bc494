using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class MatrixProductTests
{
    [Fact]
    public void EveryWidthAgreesWithPlainLoops()
    {
        Check(new MatrixProduct<DoubleScalar>());
        Check(new MatrixProduct<Double128>());
        Check(new MatrixProduct<Double256>());
        Check(new MatrixProduct<Double512>());
        Check(MatrixProduct.Instance);
    }

    private static void Check(MatrixProduct product)
    {
        var random = new Random(1);
        foreach (int rows in new[] { 1, 3, 4, 9 })
            foreach (int inner in new[] { 1, 5, 28 })
                foreach (int columns in new[] { 16, 32, 48 })
                {
                    int stride = inner + 3;
                    double[] left = Enumerable.Range(0, rows * stride).Select(_ => random.NextDouble()).ToArray();
                    double[] right = Enumerable.Range(0, inner * columns).Select(_ => random.NextDouble()).ToArray();
                    var result = new double[rows * columns];
                    fixed (double* l = left, r = right, destination = result)
                        product.Multiply(l, stride, r, destination, rows, inner, columns);
                    for (int i = 0; i < rows; i++)
                        for (int j = 0; j < columns; j++)
                        {
                            double sum = 0;
                            for (int k = 0; k < inner; k++)
                                sum += left[(i * stride) + k] * right[(k * columns) + j];
                            Assert.Equal(sum, result[(i * columns) + j], 1e-13);
                        }
                }
    }
}
