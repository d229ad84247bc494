using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class EntrySelectionTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(1e-30f)]
    [InlineData(0.3f)]
    [InlineData(2f)]
    public void KeepsWhatExceedsTheThresholdInOrder(float threshold)
    {
        var random = new Random(1);
        for (int length = 0; length < 70; length++)
        {
            float[] row = [.. Enumerable.Range(0, length).Select(_ => random.Next(4) switch { 0 => 0f, 1 => threshold, 2 => 1e-20f * random.NextSingle(), _ => random.NextSingle() })];
            var values = new float[length];
            var columns = new int[length];
            int count = EntrySelection.Select(row, threshold, values, columns, out double dropped);

            int[] expected = [.. Enumerable.Range(0, length).Where(j => row[j] > threshold)];
            Assert.Equal(expected, columns[..count]);
            Assert.Equal(expected.Select(j => row[j]), values[..count]);
            double left = row.Where(entry => !(entry > threshold)).Sum(entry => (double)entry);
            Assert.Equal(left, dropped, 1e-15 * Math.Max(1e-20, left));
        }
    }

    [Fact]
    public void WhatIsNotANumberIsDroppedAndShows()
    {
        float[] row = [.. Enumerable.Repeat(0.5f, 40)];
        row[7] = float.NaN;
        var values = new float[40];
        var columns = new int[40];
        Assert.Equal(39, EntrySelection.Select(row, 0.1f, values, columns, out double dropped));
        Assert.Equal(8, columns[7]);
        Assert.True(double.IsNaN(dropped));
    }

    [Fact]
    public void NeedsRoomForTheWholeRow() =>
        Assert.Throws<ArgumentException>(() => EntrySelection.Select(new float[9], 0, new float[9], new int[8], out _));
}
