namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class BundleBoundariesTests
{
    [Fact]
    public unsafe void AMeasureWithoutMassStaysInsideTheBuffer()
    {
        const int Count = 5;
        double* firstWithMass = stackalloc double[SliceBundle.Size];
        double* keys = stackalloc double[Count * SliceBundle.Size];
        for (int i = 0; i < Count; i++)
            for (int lane = 0; lane < SliceBundle.Size; lane++)
                ((long*)keys)[(i * SliceBundle.Size) + lane] = BitConverter.DoubleToInt64Bits((float)i) | (uint)i;
        var boundaries = new BundleBoundaries();
        boundaries.Load(new double[100]); // room behind the five that follow, with nothing but zeros in it
        new Span<long>(boundaries.Pointer, 100 * SliceBundle.Size).Clear();
        boundaries.Load(new double[Count]);
        boundaries.Fill(keys, 0, FixedPointMass.TargetInfinity, firstWithMass);
        for (int lane = 0; lane < SliceBundle.Size; lane++)
            Assert.InRange(firstWithMass[lane], 0, Count - 1);
        Assert.Equal(-1, new ReadOnlySpan<long>(boundaries.Pointer + (Count * SliceBundle.Size), SliceBundle.Size).IndexOfAnyExcept(0L));
    }
}
