using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class CholeskyFactorTests
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
        int stride = AlignedBuffer<double>.Padded(n) + Spare;
        var generator = new SeededGenerator((ulong)n);
        double[] rows = [.. Enumerable.Range(0, n * (n + 5)).Select(_ => generator.NextNormal())];
        double[] product = new double[n * n], matrix = new double[n * stride], expected = [.. Enumerable.Range(0, n).Select(_ => generator.NextNormal())];
        PlainProducts.Accumulate(rows, n, rows, n, n + 5, product, 1, symmetric: false);
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
            var x = new double[n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    x[i] += product[(i * n) + j] * expected[j];
            }

            CholeskyFactor.Solve(matrix, n, stride, x);
            RandomPairs.AssertClose(expected, x, 1e-6);
        }
    }

    [Fact]
    public void EveryWidthGivesTheSameFactor()
    {
        var generator = new SeededGenerator(9);
        foreach (int n in (int[])[1, 5, 16, 21, 40, 67])
        {
            double[] rows = [.. Enumerable.Range(0, n * (n + 5)).Select(_ => generator.NextNormal())], product = new double[n * n];
            PlainProducts.Accumulate(rows, n, rows, n, n + 5, product, 1, symmetric: false);
            double[] expected = [.. product];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double entry = expected[(i * n) + j];
                    for (int k = 0; k < j; k++)
                        entry -= expected[(i * n) + k] * expected[(j * n) + k];
                    expected[(i * n) + j] = j < i ? entry / expected[(j * n) + j] : Math.Sqrt(entry);
                }
            }

            Check<DoubleScalar>();
            Check<Double128>();
            Check<Double256>();
            Check<Double512>();

            void Check<TLanes>()
                where TLanes : unmanaged, ILanes<TLanes, double>
            {
                int stride = AlignedBuffer<double>.Padded(n);
                var actual = new double[n * stride];
                for (int known = 0; known < n; known += 7)
                {
                    for (int i = known; i < n; i++)
                        product.AsSpan(i * n, i + 1).CopyTo(actual.AsSpan(i * stride));
                    fixed (double* a = actual)
                        Assert.True(CholeskyFactor.TryFactorize<TLanes>(a, n, stride, known));
                    for (int i = 0; i < n; i++)
                        RandomPairs.AssertClose(expected.AsSpan(i * n, i + 1), actual.AsSpan(i * stride, i + 1), 1e-10);
                }
            }
        }
    }

    [Fact]
    public void AnIndefiniteMatrixIsToldApart()
    {
        var matrix = new double[32];
        (matrix[0], matrix[16], matrix[17]) = (1, 2, 1);
        Assert.False(CholeskyFactor.TryFactorize(matrix, 2, 16));
        matrix[0] = double.NaN;
        Assert.False(CholeskyFactor.TryFactorize(matrix, 1, 16));
        matrix[0] = 0;
        Assert.False(CholeskyFactor.TryFactorize(matrix, 1, 16));
        Assert.Throws<ArgumentException>(() => CholeskyFactor.TryFactorize(matrix, 2, 15));
    }
}
