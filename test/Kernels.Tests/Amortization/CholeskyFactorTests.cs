namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class CholeskyFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(50)]
    [InlineData(131)]
    public void SolvesAndReusesKnownRows(int n)
    {
        const int Spare = 3;
        int stride = n + Spare;
        var generator = new SeededGenerator((ulong)n);
        double[] rows = [.. Enumerable.Range(0, n * (n + 5)).Select(_ => generator.NextNormal())];
        double[] product = new double[n * n], matrix = new double[n * stride], expected = [.. Enumerable.Range(0, n).Select(_ => generator.NextNormal())];
        RowProducts.AccumulateScalar(rows, n, rows, n, n + 5, product, 1, symmetric: false);
        Fill(0);
        Assert.True(CholeskyFactor.TryFactorize(matrix, n, stride));
        double[] first = [.. matrix];
        Check();

        int known = n / 2;
        Fill(known);
        Assert.True(CholeskyFactor.TryFactorize(matrix, n, stride, known));
        for (int i = 0; i < n; i++)
            RandomPairs.AssertClose(first.AsSpan(i * stride, i + 1), matrix.AsSpan(i * stride, i + 1), 1e-12);
        Check();

        void Fill(int from)
        {
            for (int i = from; i < n; i++)
                product.AsSpan(i * n, n).CopyTo(matrix.AsSpan(i * stride));
        }

        void Check()
        {
            double[] x = new double[n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    x[i] += product[i * n + j] * expected[j];
            }
            CholeskyFactor.Solve(matrix, n, stride, x);
            RandomPairs.AssertClose(expected, x, 1e-6);
        }
    }

    [Fact]
    public void AnIndefiniteMatrixIsToldApart()
    {
        Assert.False(CholeskyFactor.TryFactorize([1, 0, 2, 1], 2, 2));
        Assert.False(CholeskyFactor.TryFactorize([double.NaN], 1, 1));
        Assert.False(CholeskyFactor.TryFactorize([0.0], 1, 1));
    }
}
