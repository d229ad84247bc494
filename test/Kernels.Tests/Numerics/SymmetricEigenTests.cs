namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1e-9)]
    [InlineData(3, 1.0)]
    [InlineData(8, 1e6)]
    [InlineData(16, 1.0)]
    [InlineData(17, 1.0)]
    [InlineData(33, 1e-9)]
    [InlineData(64, 1e6)]
    [InlineData(150, 1.0)]
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
        AssertOrthonormal(vectors, n);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(20, 1)]
    [InlineData(40, 7)]
    [InlineData(64, 63)]
    public void LowRankAndEqualEigenvaluesKeepOrthonormalVectors(int n, int rank)
    {
        var generator = new SeededGenerator((ulong)(n + rank));
        var matrix = new double[n * n];
        for (int r = 0; r < rank; r++)
        {
            double[] x = [.. Enumerable.Range(0, n).Select(_ => generator.NextNormal())];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    matrix[(i * n) + j] += x[i] * x[j];
        }

        foreach (double ridge in (double[])[0, 1])
        {
            for (int k = 0; k < n; k++)
                matrix[(k * n) + k] += ridge;
            double[] work = [.. matrix], values = new double[n], vectors = new double[n * n], composed = new double[n * n];
            SymmetricEigen.Decompose(work, n, values, vectors);
            SymmetricEigen.Compose(values, vectors, n, composed);
            RandomPairs.AssertClose(matrix, composed, 1e-12);
            AssertOrthonormal(vectors, n);
            Assert.Equal(n - rank, values.Count(v => Math.Abs(v - ridge) < 1e-9));
        }
    }

    [Fact]
    public void MatricesThatAreNotFiniteEnd()
    {
        double[] matrix = [.. Enumerable.Repeat(double.NaN, 400)], values = new double[20], vectors = new double[400];
        SymmetricEigen.Decompose(matrix, 20, values, vectors);
        Assert.Contains(values, double.IsNaN);
    }

    private static void AssertOrthonormal(double[] vectors, int n)
    {
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, n).Sum(k => vectors[(k * n) + i] * vectors[(k * n) + j]), 1e-12);
    }
}
