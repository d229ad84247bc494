using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class RowProductsTests
{
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            foreach (int length in (int[])[1, 2, 7, 8, 15, 16, 17, 33, 100, 517])
                shapes.Add(1 + (length % 5), 1 + (length % 7), length);
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
        PlainProducts.Accumulate(left, p, right, q, length, expected, -1.5, symmetric: false);
        RowProducts.Accumulate(left, p, right, q, length, actual, -1.5);
        RandomPairs.AssertClose(expected, actual, 1e-12);

        double[] triangle = new double[p * p], reference = new double[p * p];
        RowProducts.Accumulate(left, p, left, p, length, triangle, 2, symmetric: true);
        PlainProducts.Accumulate(left, p, left, p, length, reference, 2, symmetric: true);
        RandomPairs.AssertClose(reference, triangle, 1e-12);
    }

    [Fact]
    public void WeightedSumsOfRowsAgreeWithTheScalarReference()
    {
        var generator = new SeededGenerator(4);
        int[] lengths = [.. Enumerable.Range(0, 40), 63, 64, 65, 127, 128, 131, 200];
        foreach (int length in lengths)
        {
            foreach (int count in (int[])[0, 1, 2, 5])
            {
                double[] rows = Normals(count * length), weights = Normals(count), start = Normals(length), expected = [.. start];
                if (count > 2)
                    weights[1] = 0;
                for (int k = 0; k < count * length; k++)
                    expected[k % length] += weights[k / length] * rows[k];
                Check((x, w, r) => RowProducts.AddWeightedRows(new(x, count * length), new(w, count), length, new(r, length)));
                Check((x, w, r) => RowProducts.AddWeightedRows<DoubleScalar>(x, w, count, length, r));
                Check((x, w, r) => RowProducts.AddWeightedRows<Double128>(x, w, count, length, r));
                Check((x, w, r) => RowProducts.AddWeightedRows<Double256>(x, w, count, length, r));
                Check((x, w, r) => RowProducts.AddWeightedRows<Double512>(x, w, count, length, r));

                void Check(Sum sum)
                {
                    double[] actual = [.. start];
                    fixed (double* x = rows, w = weights, r = actual)
                        sum(x, w, r);
                    RandomPairs.AssertClose(expected, actual, 1e-13);
                }
            }
        }

        double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => generator.NextNormal())];
    }

    private delegate void Sum(double* rows, double* weights, double* result);

    [Fact]
    public void EveryWidthAgreesWithTheScalarReference()
    {
        Check<DoubleScalar>();
        Check<Double128>();
        Check<Double256>();
        Check<Double512>();
    }

    private static void Check<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        var generator = new SeededGenerator(3);
        foreach (double magnitude in (double[])[1e-6, 1, 1e6])
        {
            foreach (int length in (int[])[0, 1, 3, 4, 5, 15, 16, 17, 31, 33, 70])
            {
                for (int p = 1; p <= 9; p++)
                {
                    int q = 1 + ((p + length) % 8), stride = length + 2, resultStride = Math.Max(p, q) + 1;
                    double[] left = Numbers(p * stride), right = Numbers(q * stride), start = Numbers(p * resultStride);
                    AssertClose(Plain(left, p, right, q, symmetric: false), Vectorised(left, p, right, q, symmetric: false));
                    AssertClose(Plain(left, p, left, p, symmetric: true), Vectorised(left, p, left, p, symmetric: true));

                    void AssertClose(double[] expected, double[] actual) =>
                        Assert.Equal(expected, actual, (x, y) => Math.Abs(x - y) <= 1e-14 * (1 + length) * magnitude * (1 + magnitude));

                    double[] Vectorised(double[] one, int rows, double[] other, int columns, bool symmetric)
                    {
                        double[] result = [.. start];
                        fixed (double* a = one, b = other, c = result)
                            RowProducts.Accumulate<TLanes>(a, stride, rows, b, stride, columns, length, c, resultStride, -0.5, symmetric);
                        return result;
                    }

                    double[] Plain(double[] one, int rows, double[] other, int columns, bool symmetric)
                    {
                        double[] result = [.. start];
                        for (int i = 0; i < rows; i++)
                        {
                            for (int j = 0; j < (symmetric ? i + 1 : columns); j++)
                            {
                                for (int k = 0; k < length; k++)
                                    result[(i * resultStride) + j] -= 0.5 * one[(i * stride) + k] * other[(j * stride) + k];
                            }
                        }

                        return result;
                    }
                }
            }

            double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => magnitude * generator.NextNormal())];
        }
    }
}
