namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class RadixSortTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(1000)]
    [InlineData(5000)]
    public void TheOrderIsThatOfComparisons(int n)
    {
        var random = new Random(n);
        foreach (Func<int, long> draw in (Func<int, long>[])
            [
                _ => random.NextInt64(long.MinValue, long.MaxValue), _ => random.Next(-3, 4), k => ((long)random.Next(-5, 5) << 32) | (uint)k,
                _ => BitConverter.DoubleToInt64Bits(random.NextDouble() - 0.5), k => k, k => -k, _ => 7, _ => random.Next(2) == 0 ? long.MinValue : long.MaxValue,
            ])
        {
            long[] keys = [.. Enumerable.Range(0, n).Select(draw)], expected = [.. keys.Order()];
            RadixSort.Sort(keys, new long[n + 3]);
            Assert.Equal(expected, keys);
        }
    }
}
