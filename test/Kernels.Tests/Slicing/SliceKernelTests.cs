namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class SliceKernelTests
{
    public static TheoryData<string, int, int> Inputs
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (string kind in new[] { "spread", "few values", "signed zeros", "subnormal", "huge" })
            {
                foreach ((int count, int dimension) in new[] { (1, 1), (2, 3), (8, 2), (9, 2), (63, 3), (64, 5), (500, 3), (777, 17) })
                    data.Add(kind, count, dimension);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void KeysAreSortedProjectionsAndRememberPoints(string kind, int count, int dimension)
    {
        Support support = Points(kind, count, dimension);
        SlicingDirections directions = dimension == 1
            ? SlicingDirections.FromVectors([1, -1, -1, 1, 1, -1, 1, -1, -1, 1, 1], 1)
            : SlicingDirections.Create(DirectionScheme.Random, 11, dimension, 4);
        foreach (SliceKernel kernel in Kernels)
        {
            for (int bundle = 0; bundle < 2; bundle++)
            {
                double[] keys = Slice(kernel, support, directions, bundle);
                for (int lane = 0; lane < SliceBundle.Lanes(directions, bundle); lane++)
                    AssertSorted(support, directions[(bundle * SliceBundle.Size) + lane], keys, lane);
            }
        }
    }

    [Fact]
    public void MissingDirectionsKeepTheOrderOfThePoints()
    {
        Support support = Points("spread", 21, 3);
        var directions = SlicingDirections.Create(DirectionScheme.Random, 1, 3, 4);
        foreach (SliceKernel kernel in Kernels)
        {
            double[] keys = Slice(kernel, support, directions, 0);
            for (int i = 0; i < 21; i++)
                Assert.Equal(i, Index(keys[(i * SliceBundle.Size) + 7]));
        }
    }

    [Fact]
    public void NoPointIsLostWherePositionsOverflow()
    {
        float[] extremes = [float.MaxValue, -float.MaxValue, 0f, 1f];
        var random = new SeededGenerator(9);
        var support = new Support([.. Enumerable.Range(0, 3 * 45).Select(_ => extremes[random.Next(4)])], 3);
        var directions = SlicingDirections.Create(DirectionScheme.Even, 8, 3, 1);
        var positions = new float[45];
        int overflowed = 0;
        foreach (SliceKernel kernel in Kernels)
        {
            double[] keys = Slice(kernel, support, directions, 0);
            for (int lane = 0; lane < SliceBundle.Size; lane++)
            {
                Projection.Project(support, directions[lane], positions);
                overflowed += positions.Count(x => !float.IsFinite(x));
                double[] column = [.. Enumerable.Range(0, 45).Select(place => keys[(place * SliceBundle.Size) + lane])];
                Assert.Equal(Enumerable.Range(0, 45), column.Select(Index).Order());
                Assert.Equal(column.Order(), column);
                Assert.All(column, key => Assert.True(double.IsFinite(key)));
            }
        }

        Assert.True(overflowed > 0);
    }

    private static SliceKernel[] Kernels =>
        [new SliceKernel<SliceLanes512>(), new SliceKernel<SliceLanes256>(), new SliceKernel<SliceLanes128>(), new SliceKernel<SliceLanesScalar>(), SliceKernel.Instance];

    private static Support Points(string kind, int count, int dimension)
    {
        var random = new SeededGenerator((ulong)count);
        return new Support([.. Enumerable.Range(0, count * dimension).Select(_ => kind switch
        {
            "spread" => (float)random.NextNormal(),
            "few values" => random.Next(3) - 1f,
            "signed zeros" => random.Next(4) == 0 ? (float)random.NextNormal() : -0f,
            "subnormal" => (random.Next(7) - 3) * float.Epsilon,
            _ => (float)random.NextNormal() * 1e30f,
        })], dimension);
    }

    private static double[] Slice(SliceKernel kernel, Support support, SlicingDirections directions, int bundle)
    {
        var keys = new double[SliceBundle.SortingLength(support.Count)];
        fixed (float* points = support.Coordinates, vectors = directions.Bundle(bundle))
        fixed (double* first = keys)
            kernel.Slice(points, support.Count, support.Dimension, vectors, SliceBundle.Lanes(directions, bundle), first);
        return keys;
    }

    private static int Index(double key) => (int)SliceBundle.Index(&key);

    private static void AssertSorted(Support support, ReadOnlySpan<float> direction, double[] keys, int lane)
    {
        var positions = new float[support.Count];
        Projection.Project(support, direction, positions);
        int[] order = [.. Enumerable.Range(0, support.Count).OrderBy(i => positions[i]).ThenBy(i => positions[i] < 0 ? -i : i)];
        for (int place = 0; place < order.Length; place++)
        {
            double key = keys[(place * SliceBundle.Size) + lane];
            Assert.Equal(order[place], Index(key));
            Assert.Equal(positions[order[place]], BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(key) & ~SliceBundle.IndexBits));
        }
    }
}
