using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Every width against plain loops in double precision, over lengths from one vector to several.</summary>
public unsafe class DivergenceKernelTests
{
    public static TheoryData<string> Widths => new() { "scalar", "128", "256", "512" };

    [Theory]
    [MemberData(nameof(Widths))]
    public void RowsAgreeWithPlainLoops(string width)
    {
        DivergenceKernel kernel = Create(width);
        foreach (double magnitude in new[] { 1e-12, 1e-7, 1e-4, 0.02, 0.2, 0.9 })
            foreach (double spread in new[] { 1.0, 60, 1000 })
                for (int count = 16; count <= 16 * 70; count += count < 64 ? 16 : 336)
                {
                    var row = new Row(count, magnitude, spread);
                    Assert.Equal(row.ExpectedChange, kernel.Change(row.Entries, row.ColumnChanges, count), 1e-5 * Math.Abs(row.ExpectedChange));
                    double divergence = kernel.Divergence(row.Entries, row.ColumnChanges, row.MissingShares, row.RowChange, row.Remainder, count);
                    Assert.Equal(row.ExpectedDivergence, divergence, 2e-5 * row.ExpectedDivergence);
                    GC.KeepAlive(row);
                }
    }

    [Fact]
    public void LogarithmsAreGoodToSinglePrecision()
    {
        AssertLogarithms<SingleScalar>();
        AssertLogarithms<Single128>();
        AssertLogarithms<Single256>();
        AssertLogarithms<Single512>();
    }

    private static void AssertLogarithms<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        float* values = stackalloc float[TLanes.Count];
        float* logarithms = stackalloc float[TLanes.Count];
        for (double exponent = -125; exponent < 126.9; exponent += 0.01)
        {
            for (int k = 0; k < TLanes.Count; k++)
                values[k] = (float)Math.Pow(2, exponent + (0.0007 * k));
            TLanes.Store(TLanes.Log(TLanes.Load(values)), logarithms);
            for (int k = 0; k < TLanes.Count; k++)
                Assert.Equal(Math.Log(values[k]), logarithms[k], 2e-7 * Math.Abs(Math.Log(values[k])));
        }
    }

    private static DivergenceKernel Create(string width) => width switch
    {
        "scalar" => new DivergenceKernel<SingleScalar>(),
        "128" => new DivergenceKernel<Single128>(),
        "256" => new DivergenceKernel<Single256>(),
        _ => new DivergenceKernel<Single512>(),
    };

    private sealed class Row
    {
        private readonly AlignedBuffer<float> _buffer = new();

        public Row(int count, double magnitude, double spread)
        {
            _buffer.Resize(3 * count);
            Entries = _buffer.Pointer;
            ColumnChanges = Entries + count;
            MissingShares = Entries + (2 * count);
            RowChange = -(float)magnitude;
            Remainder = (float)(magnitude * DivergenceKernel.UsualEntry);
            var random = new Random(count);
            for (int j = 0; j < count; j++)
            {
                double exponent = 60 - (spread * random.NextDouble());
                double entry = Math.Pow(2, Math.Max(exponent, -1000));
                Entries[j] = (float)(exponent < DivergenceKernel.LeastExponent ? exponent : entry);
                ColumnChanges[j] = random.Next(2) * (float)(-magnitude * random.NextDouble());
                MissingShares[j] = ColumnChanges[j] == 0 ? random.NextSingle() : 0;
                double added = (double)Remainder * MissingShares[j];
                double change = ((1.0 + RowChange) * ColumnChanges[j]) + RowChange + (added / entry);
                ExpectedChange += entry * ColumnChanges[j];
                if (added > 1e6 * entry)
                    ExpectedDivergence += (added * (Math.Log(added) - (Math.Log(2) * exponent) - 1)) + entry;
                else if (Math.Abs(change) < 0.1)
                    ExpectedDivergence += entry * Enumerable.Range(2, 30).Sum(k => Math.Pow(-change, k) / (k * (k - 1)));
                else
                    ExpectedDivergence += entry * (((1 + change) * Math.Log(1 + change)) - change);
            }
        }

        public float* Entries { get; }

        public float* ColumnChanges { get; }

        public float* MissingShares { get; }

        public float RowChange { get; }

        public float Remainder { get; }

        public double ExpectedChange { get; }

        public double ExpectedDivergence { get; }
    }
}
