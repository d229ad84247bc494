using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Every width, precision and kind of cost against plain loops, over lengths from one atom to several vectors.</summary>
public unsafe class ExponentialKernelTests
{
    private static readonly int[] RowIndex = [5, 0, 3, 3, 1, 2];

    public static TheoryData<string, string, string> Kernels
    {
        get
        {
            var kernels = new TheoryData<string, string, string>();
            foreach (string width in new[] { "scalar", "128", "256", "512" })
                foreach (CostShape shape in Enum.GetValues<CostShape>())
                    foreach (KernelPrecision precision in Enum.GetValues<KernelPrecision>())
                    {
                        if (shape != CostShape.Exact || precision != KernelPrecision.Single)
                            kernels.Add(width, shape.ToString(), precision.ToString());
                    }

            return kernels;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void LogSumsAgreeWithPlainLoops(string width, string shapeName, string precisionName)
    {
        CostShape shape = Enum.Parse<CostShape>(shapeName);
        KernelPrecision precision = Enum.Parse<KernelPrecision>(precisionName);
        ExponentialKernel kernel = Create(width, shape, precision);
        foreach (double magnitude in new[] { 0.1, 30, 3000 })
            for (int columns = 1; columns <= 100; columns += columns < 20 ? 1 : 9)
            {
                var data = new KernelData(columns, 6, shape, magnitude);
                var results = new double[6];
                fixed (double* result = results)
                    kernel.LogSums(data.Rows, data.Offsets(precision), magnitude, null, 0, 6, result, guessed: false);
                for (int row = 0; row < 6; row++)
                    Assert.Equal(data.LogSum(row), results[row], Tolerance(precision, magnitude));

                Array.Fill(results, 1e4); // a guess that is far off costs time only
                fixed (double* result = results)
                fixed (int* index = RowIndex)
                    kernel.LogSums(data.Rows, data.Offsets(precision), magnitude, index, 2, 6, result, guessed: true);
                Assert.Equal(1e4, results[1]);
                for (int k = 2; k < 6; k++)
                    Assert.Equal(data.LogSum(RowIndex[k]), results[k], Tolerance(precision, magnitude));
                GC.KeepAlive(data);
            }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void RowsAgreeWithPlainLoops(string width, string shapeName, string precisionName)
    {
        CostShape shape = Enum.Parse<CostShape>(shapeName);
        KernelPrecision precision = Enum.Parse<KernelPrecision>(precisionName);
        ExponentialKernel kernel = Create(width, shape, precision);
        foreach (double magnitude in new[] { 0.1, 30, 3000 })
            for (int columns = 1; columns <= 100; columns += columns < 20 ? 1 : 9)
            {
                var data = new KernelData(columns, 3, shape, magnitude);
                double[] row = Row(kernel, data, precision, magnitude, 2, 1.5, keepNormal: false);
                for (int j = 0; j < columns; j++)
                {
                    double exponent = 1.5 + data.Exponent(2, j);
                    double expected = Math.Min(Math.Pow(2, exponent), Math.Pow(2, precision == KernelPrecision.Double ? 1000 : 126));
                    Assert.Equal(expected, row[j], (Tolerance(precision, magnitude) * expected) + 1e-37);
                    Assert.True(exponent > -1100 || row[j] == 0);
                }

                Assert.Equal(-1, row[columns]); // nothing is written past the end
                GC.KeepAlive(data);
            }
    }

    [Fact]
    public void RowsWhereNothingTakesPartAreMinusInfinity()
    {
        var data = new KernelData(5, 1, CostShape.Plane, 1);
        foreach (KernelPrecision precision in Enum.GetValues<KernelPrecision>())
        {
            data.RemoveAll();
            double result = 0;
            ExponentialKernel.For(CostShape.Plane, precision).LogSums(data.Rows, data.Offsets(precision), 1, null, 0, 1, &result, guessed: false);
            Assert.Equal(double.NegativeInfinity, result);
        }

        GC.KeepAlive(data);
    }

    [Fact]
    public void KernelRowsStayNormal()
    {
        var data = new KernelData(20, 1, CostShape.Plane, 3000);
        foreach (KernelPrecision precision in Enum.GetValues<KernelPrecision>())
        {
            double least = precision == KernelPrecision.Double ? Math.Pow(2, -1022) : Math.Pow(2, -126);
            double[] row = Row(ExponentialKernel.For(CostShape.Plane, precision), data, precision, 3000, 0, 0, keepNormal: true);
            Assert.All(row[..20], value => Assert.True(value >= least));
        }

        GC.KeepAlive(data);
    }

    private static double Tolerance(KernelPrecision precision, double magnitude) => precision switch
    {
        KernelPrecision.Single => 8e-7 * (1 + magnitude),
        KernelPrecision.Mixed => 8e-7,
        _ => 1e-14 * (1 + magnitude),
    };

    private static double[] Row(ExponentialKernel kernel, KernelData data, KernelPrecision precision, double scale, int row, double offset, bool keepNormal)
    {
        int columns = data.Rows.ColumnCount;
        var result = new double[columns + 1];
        if (precision == KernelPrecision.Double)
        {
            result[columns] = -1;
            fixed (double* destination = result)
                kernel.StoreRow(data.Rows, data.Offsets(precision), scale, row, offset, destination, columns, keepNormal);
            return result;
        }

        var singles = new float[columns + 1];
        singles[columns] = -1;
        fixed (float* destination = singles)
            kernel.StoreRow(data.Rows, data.Offsets(precision), scale, row, offset, destination, columns, keepNormal);
        return singles.Select(static value => (double)value).ToArray();
    }

    private static ExponentialKernel Create(string width, CostShape shape, KernelPrecision precision) => width switch
    {
        "scalar" => ExponentialKernel.Create<DoubleScalar, SingleScalar>(shape, precision),
        "128" => ExponentialKernel.Create<Double128, Single128>(shape, precision),
        "256" => ExponentialKernel.Create<Double256, Single256>(shape, precision),
        _ => ExponentialKernel.Create<Double512, Single512>(shape, precision),
    };
}
