namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1e-9)]
    [InlineData(3, 1.0)]
    [InlineData(8, 1e6)]
    [InlineData(16, 1.0)]
    public void DecompositionComposesToTheMatrix(int n, double scale)
    {
        var generator = new SeededGenerator((ulong)n);
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                matrix[(i * n) + j] = matrix[(j * n) + i] = scale * generator.NextNormal();
        }

        double[] work = [.. matrix], values = new double[n], vectors = new double[n * n], composed = new double[n * n];
        SymmetricEigen.Decompose(work, n, values, vectors);
        SymmetricEigen.Compose(values, vectors, n, composed);
        RandomPairs.AssertClose(matrix, composed, 1e-12);
    }
}
