using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Every width and kind of cost against plain loops.</summary>
public unsafe class PlanKernelTests
{
    public static TheoryData<string, string> Kernels
    {
        get
        {
            var kernels = new TheoryData<string, string>();
            foreach (string width in new[] { "scalar", "128", "256", "512" })
                foreach (CostShape shape in Enum.GetValues<CostShape>())
                    kernels.Add(width, shape.ToString());
            return kernels;
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void RowsAreAddedUpAndStored(string width, string shapeName)
    {
        CostShape shape = Enum.Parse<CostShape>(shapeName);
        PlanKernel kernel = Create(width, shape);
        foreach (double scale in new[] { 0.1, 30, 2000 })
            for (int columns = 1; columns <= 100; columns += columns < 20 ? 1 : 9)
            {
                var data = new KernelData(columns, 3, shape, scale);
                PlanRows plan = Plan(data, scale);
                int padded = plan.Costs.PaddedColumnCount;
                var columnSums = new double[padded];
                var scales = new double[padded];
                var entries = new double[padded];
                Array.Fill(columnSums, 1);
                for (int j = 0; j < columns; j++)
                    scales[j] = j / 50.0;
                double sum;
                double cost;
                double scaled;
                var kept = new float[padded];
                const double Unit = 1e-3;
                fixed (double* c = columnSums, e = entries, y = scales)
                fixed (float* k = kept)
                {
                    sum = kernel.AddRow(plan, 1, 0.5, c, e, k, Unit, out cost);
                    scaled = kernel.StoreRow(plan, 2, 0.5, y, e);
                }

                double expectedSum = 0;
                double expectedCost = 0;
                double expectedScaled = 0;
                for (int j = 0; j < columns; j++)
                {
                    double entry = Math.Pow(2, Math.Min(900, 0.5 + data.Exponent(1, j)));
                    double entry2 = Math.Pow(2, Math.Min(900, 0.5 + data.Exponent(2, j)));
                    expectedSum += entry;
                    expectedCost += entry * data.Cost(1, j);
                    expectedScaled += entry2 * scales[j];
                    Assert.Equal(1 + entry, columnSums[j], 1e-11 * (1 + entry));
                    double relative = 0.5 + data.Exponent(1, j) - Math.Log2(Unit);
                    double expectedKept = relative < DivergenceKernel.LeastExponent ? relative : entry / Unit;
                    Assert.Equal((float)expectedKept, kept[j], 1e-6 * Math.Abs(expectedKept));
                    Assert.Equal(entry2, entries[j], (1e-11 * entry2) + 1e-300);
                }

                Assert.Equal(expectedSum, sum, (1e-11 * expectedSum) + 1e-300);
                Assert.Equal(expectedCost, cost, (1e-11 * expectedCost) + 1e-300);
                Assert.Equal(expectedScaled, scaled, (1e-11 * expectedScaled) + 1e-300);
                GC.KeepAlive(data);
            }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void RoundedRowsHaveTheirPrimalValue(string width, string shapeName)
    {
        CostShape shape = Enum.Parse<CostShape>(shapeName);
        PlanKernel kernel = Create(width, shape);
        foreach ((double cut, double remainder) in new[] { (0, 0.9), (1e-9, 1e-9), (1e-4, 1e-3), (0.019, 0.021), (0.5, 0.5) })
            foreach (double scale in new[] { 1.0, 400 })
            {
                var random = new Random(1);
                var data = new KernelData(41, 2, shape, scale);
                PlanRows plan = Plan(data, scale);
                const double RowOffset = -20;
                const int Padded = 48;
                var buffer = new AlignedBuffer<double>();
                buffer.Resize(Padded * 4);
                double* entries = buffer.Pointer;
                var columns = new RoundedColumns { Scales = entries + Padded, Missing = entries + (2 * Padded), LogWeights = entries + (3 * Padded) };
                for (int j = 0; j < Padded; j++)
                {
                    bool isPadding = j >= 41;
                    columns.Scales[j] = isPadding ? 1 : 1 - (cut * random.NextDouble());
                    columns.Missing[j] = isPadding || data.Exponent(1, j) < -1e20 ? 0 : random.NextDouble() / 41;
                    columns.LogWeights[j] = isPadding ? ExponentialKernel.Absent : -5 * random.NextDouble();
                }

                var row = new RoundedRow(1 - cut, remainder, -2);
                kernel.StoreRow(plan, 1, RowOffset, columns.Scales, entries);
                double primal = kernel.RoundedPrimal(plan, 1, entries, columns, row);

                double expectedPrimal = 0;
                for (int j = 0; j < 41; j++)
                {
                    double logarithm = Math.Log(2) * (RowOffset + data.Exponent(1, j));
                    double entry = Math.Exp(logarithm);
                    double rounded = (entry * row.Scale * columns.Scales[j]) + (row.Remainder * columns.Missing[j]);
                    if (rounded == 0)
                        continue;
                    expectedPrimal += rounded
                        * (data.Cost(1, j) + ((Math.Log(rounded) - (Math.Log(2) * (columns.LogWeights[j] - 2))) / (scale * Math.Log(2))));
                }

                Assert.Equal(expectedPrimal, primal, 1e-11 * (Math.Abs(expectedPrimal) + 1));
                GC.KeepAlive((data, buffer));
            }
    }

    private static PlanRows Plan(KernelData data, double scale) => new()
    {
        Costs = data.Rows,
        Offsets = (double*)data.Offsets(KernelPrecision.Double),
        Scale = scale,
    };

    private static PlanKernel Create(string width, CostShape shape) => width switch
    {
        "scalar" => PlanKernel.Create<DoubleScalar, SingleScalar>(shape),
        "128" => PlanKernel.Create<Double128, Single128>(shape),
        "256" => PlanKernel.Create<Double256, Single256>(shape),
        _ => PlanKernel.Create<Double512, Single512>(shape),
    };
}
