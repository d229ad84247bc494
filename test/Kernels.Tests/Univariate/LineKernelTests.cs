namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class LineKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    public void AllWidthsAgreeToTheBit(int count)
    {
        double[] expected = Sum<SliceLanesScalar>(count);
        Assert.Equal(expected, Sum<SliceLanes128>(count));
        Assert.Equal(expected, Sum<SliceLanes256>(count));
        Assert.Equal(expected, Sum<SliceLanes512>(count));
    }

    [Fact]
    public void SumsStartAtTheFirstAtomWithMass()
    {
        double[] potentials = Sum<SliceLanes256>(37);
        for (int lane = 0; lane < SliceBundle.Size; lane++)
            Assert.Equal(0, potentials[(First(37, lane) * SliceBundle.Size) + lane]);
    }

    private static int First(int count, int lane) => Math.Min(count - 1, lane * lane / 3);

    private static double[] Sum<TLanes>(int count)
        where TLanes : unmanaged, ISliceLanes<TLanes>
    {
        var random = new SeededGenerator(3);
        double[] Rows() => [.. Enumerable.Range(0, count * SliceBundle.Size).Select(_ => (double)(float)random.NextNormal())];
        double[] first = [.. Enumerable.Range(0, SliceBundle.Size).Select(lane => (double)First(count, lane))];
        double[] coefficients = [.. Enumerable.Range(0, SliceBundle.Size).Select(lane => 0.3 - (0.1 * lane))];
        var squared = new double[count * SliceBundle.Size];
        var absolute = new double[count * SliceBundle.Size];
        var kernel = new LineKernel<TLanes>();
        fixed (double* keys = Rows(), lower = Rows(), upper = Rows(), start = first, multiples = coefficients, square = squared, distance = absolute)
        {
            kernel.Sum<SquaredDistance>(keys, lower, upper, count, start, multiples, square);
            kernel.Sum<AbsoluteDistance>(keys, lower, upper, count, start, multiples, distance);
        }

        return [.. squared, .. absolute];
    }
}
