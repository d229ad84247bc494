using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class KernelProductsTests
{
    [Fact]
    public void SinglePrecisionOfEveryWidth()
    {
        Check<float>(new KernelProducts<SingleScalar, float>(), 5e-7);
        Check<float>(new KernelProducts<Single128, float>(), 5e-7);
        Check<float>(new KernelProducts<Single256, float>(), 5e-7);
        Check<float>(new KernelProducts<Single512, float>(), 5e-7);
        Check<float>(KernelProducts.Single, 5e-7);
    }

    [Fact]
    public void DoublePrecisionOfEveryWidth()
    {
        Check<double>(new KernelProducts<DoubleScalar, double>(), 1e-14);
        Check<double>(new KernelProducts<Double128, double>(), 1e-14);
        Check<double>(new KernelProducts<Double256, double>(), 1e-14);
        Check<double>(new KernelProducts<Double512, double>(), 1e-14);
        Check<double>(KernelProducts.Double, 1e-14);
    }

    private static void Check<T>(KernelProducts products, double tolerance)
        where T : unmanaged, System.Numerics.IFloatingPoint<T>
    {
        var random = new Random(1);
        foreach (int rows in new[] { 1, 2, 3, 4, 5, 7, 31, 33, 70 })
            foreach (int columns in new[] { 1, 15, 16, 17, 100, 513, 1040 })
            {
                int padded = AlignedBuffer<T>.Padded(columns);
                var matrix = new AlignedBuffer<T>();
                var left = new AlignedBuffer<T>();
                var right = new AlignedBuffer<T>();
                foreach (ref T entry in matrix.Resize(rows * padded))
                    entry = T.CreateTruncating(random.NextDouble());
                foreach (ref T entry in left.Resize(rows))
                    entry = T.CreateTruncating(random.NextDouble());
                right.Resize(padded).Clear();
                for (int j = 0; j < columns; j++)
                    right.Span[j] = T.CreateTruncating(random.NextDouble());
                var rowSums = new double[rows];
                var columnSums = new double[padded];
                int middle = padded / 32 * 16;
                fixed (double* result = rowSums)
                {
                    products.AddRowSums(matrix.Pointer, 0, rows, padded, new ColumnRange(0, middle), right.Pointer, result);
                    products.AddRowSums(matrix.Pointer, 0, rows, padded, new ColumnRange(middle, padded), right.Pointer, result);
                }

                fixed (double* result = columnSums)
                {
                    products.ColumnSums(matrix.Pointer, rows, padded, new ColumnRange(0, middle), left.Pointer, result);
                    products.ColumnSums(matrix.Pointer, rows, padded, new ColumnRange(middle, padded), left.Pointer, result);
                }

                for (int i = 0; i < rows; i++)
                {
                    double sum = 0;
                    for (int j = 0; j < columns; j++)
                        sum += double.CreateTruncating(matrix.Span[(i * padded) + j]) * double.CreateTruncating(right.Span[j]);
                    Assert.Equal(sum, rowSums[i], (tolerance * sum) + 1e-300);
                }

                for (int j = 0; j < columns; j++)
                {
                    double sum = 0;
                    for (int i = 0; i < rows; i++)
                        sum += double.CreateTruncating(matrix.Span[(i * padded) + j]) * double.CreateTruncating(left.Span[i]);
                    Assert.Equal(sum, columnSums[j], (tolerance * sum) + 1e-300);
                }

                CheckSweep(products, matrix, rows, padded, right, isBackward: false, tolerance);
                CheckSweep(products, matrix, rows, padded, right, isBackward: true, tolerance);
                GC.KeepAlive((matrix, left, right));
            }
    }

    private static void CheckSweep<T>(KernelProducts products, AlignedBuffer<T> matrix, int rows, int padded, AlignedBuffer<T> vector, bool isBackward, double tolerance)
        where T : unmanaged, System.Numerics.IFloatingPoint<T>
    {
        var scaled = new AlignedBuffer<T>();
        scaled.Resize(rows);
        double[] weights = [.. Enumerable.Range(1, rows).Select(i => 0.1 * i)], rowSums = new double[rows], columnSums = new double[padded];
        Array.Fill(rowSums, double.NaN);
        Array.Fill(columnSums, double.NaN);
        fixed (double* w = weights, r = rowSums, c = columnSums)
            products.Sweep(matrix.Pointer, rows, padded, vector.Pointer, w, r, scaled.Pointer, c, isBackward);
        var expected = new double[padded];
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int j = 0; j < padded; j++)
                sum += double.CreateTruncating(matrix.Span[(i * padded) + j]) * double.CreateTruncating(vector.Span[j]);
            Assert.Equal(sum, rowSums[i], tolerance * sum);
            Assert.Equal(weights[i] / sum, double.CreateTruncating(scaled.Span[i]), 2 * tolerance * weights[i] / sum);
            for (int j = 0; j < padded; j++)
                expected[j] += weights[i] / sum * double.CreateTruncating(matrix.Span[(i * padded) + j]);
        }

        for (int j = 0; j < padded; j++)
            Assert.Equal(expected[j], columnSums[j], 3 * tolerance * expected[j]);
        GC.KeepAlive(scaled);
    }
}
