using System.Numerics;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class LaneSortTests
{
    private static readonly int[] Longer = [100, 127, 128, 129, 200, 255, 257, 300, 448, 500, 511, 513, 784, 1025];

    public static TheoryData<string> Kinds => ["spread", "few values", "equal", "ascending", "descending", "subnormal", "many magnitudes"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ColumnsAreSortedAtEveryWidth(string kind)
    {
        for (int count = 0; count <= 70; count++)
            SortsAtEveryWidth(kind, count);
        foreach (int count in Longer)
            SortsAtEveryWidth(kind, count);
    }

    [Fact]
    public void ZerosAndOnesAreSortedWhereverTheyStand()
    {
        // A network that sorts all columns of zeros and ones sorts everything (Knuth, 5.3.4).
        for (int count = 1; count <= 13; count++)
            for (int pattern = 0; pattern < 1 << count; pattern += SliceBundle.Size)
                Sorts<SliceLanes256>(count, (row, lane) => ((pattern + lane) >> row) & 1);
    }

    private static void SortsAtEveryWidth(string kind, int count)
    {
        var random = new SeededGenerator((ulong)count);
        double[] values = [.. Enumerable.Range(0, count * SliceBundle.Size).Select(k => kind switch
        {
            "spread" => random.NextNormal(),
            "few values" => random.Next(4) - 1.5,
            "equal" => -0.25,
            "ascending" => k,
            "descending" => -k,
            "subnormal" => (random.Next(9) - 4) * double.Epsilon,
            _ => random.NextNormal() * Math.Pow(10, random.Next(600) - 300),
        })];
        double Value(int row, int lane) => values[(row * SliceBundle.Size) + lane];
        Sorts<SliceLanes512>(count, Value);
        Sorts<SliceLanes256>(count, Value);
        Sorts<SliceLanes128>(count, Value);
        Sorts<SliceLanesScalar>(count, Value);
    }

    private static void Sorts<TLanes>(int count, Func<int, int, double> value)
        where TLanes : unmanaged, ISliceLanes<TLanes>
    {
        var keys = new double[SliceBundle.SortingLength(count)];
        Array.Fill(keys, double.PositiveInfinity);
        for (int row = 0; row < count; row++)
            for (int lane = 0; lane < SliceBundle.Size; lane++)
                keys[(row * SliceBundle.Size) + lane] = value(row, lane);
        fixed (double* first = keys)
        {
            for (int lane = 0; lane < SliceBundle.Size; lane += TLanes.Count)
                LaneSort<TLanes>.Sort(first + lane, count);
        }

        for (int lane = 0; lane < SliceBundle.Size; lane++)
        {
            double[] expected = [.. Enumerable.Range(0, count).Select(row => value(row, lane))];
            Array.Sort(expected);
            for (int row = 0; row < count; row++)
                Assert.Equal(expected[row], keys[(row * SliceBundle.Size) + lane]);
            for (int row = count; row < BitOperations.RoundUpToPowerOf2((uint)count); row++)
                Assert.Equal(double.PositiveInfinity, keys[(row * SliceBundle.Size) + lane]);
        }
    }
}
