namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class PositionSortTests
{
    public static TheoryData<string, int> Inputs
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string kind in new[] { "spread", "crowded", "equal", "few values", "sorted", "huge", "tiny", "infinite range" })
            {
                foreach (int count in new[] { 1, 2, 3, 47, 48, 49, 784, 5000 })
                    data.Add(kind, count);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void SortsAndRemembersStably(string kind, int count)
    {
        var random = new SeededGenerator((ulong)count);
        float[] given = [.. Enumerable.Range(0, count).Select(i => kind switch
        {
            "spread" => (float)random.NextNormal(),
            "crowded" => i == 0 ? 1e6f : (float)random.NextNormal(),
            "equal" => 0.5f,
            "few values" => random.Next(5) - 2f,
            "sorted" => i * 0.25f,
            "huge" => (float)random.NextNormal() * 1e30f,
            "tiny" => (float)random.NextNormal() * 1e-42f,
            _ => (random.Next(2) == 0 ? -1 : 1) * float.MaxValue,
        } + 0f)];
        float[] positions = [.. given];
        var order = new int[count];
        new PositionSort().Sort(positions, order);

        int[] expected = [.. Enumerable.Range(0, count).OrderBy(i => given[i])];
        Assert.Equal(expected, order);
        Assert.Equal(expected.Select(i => given[i]), positions);
    }

    [Fact]
    public void BuffersServeInputsOfAnyLength()
    {
        var sort = new PositionSort();
        foreach (int count in new[] { 100, 3, 1000, 60, 0 })
        {
            var random = new SeededGenerator((ulong)count);
            float[] positions = [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];
            float[] expected = [.. positions.Order()];
            sort.Sort(positions, new int[count]);
            Assert.Equal(expected, positions);
        }
    }
}
