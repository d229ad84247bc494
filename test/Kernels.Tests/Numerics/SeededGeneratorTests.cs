namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SeededGeneratorTests
{
    [Fact]
    public void TheSequenceOfASeedNeverChanges()
    {
        var generator = new SeededGenerator(1);
        ulong[] first = [generator.NextUInt64(), generator.NextUInt64(), generator.NextUInt64()];
        Assert.Equal([6791897765849424158UL, 17405687883870564846UL, 834844254806117752UL], first);
    }

    [Fact]
    public void IntegersStayBelowTheBoundAndReachAllValues()
    {
        var generator = new SeededGenerator(3);
        var seen = new int[7];
        for (int k = 0; k < 7000; k++)
            seen[generator.Next(7)]++;
        Assert.All(seen, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void NormalNumbersHaveTheirMoments()
    {
        var generator = new SeededGenerator(5);
        double first = 0, second = 0, fourth = 0;
        const int Count = 100_000;
        for (int k = 0; k < Count; k++)
        {
            double x = generator.NextNormal();
            first += x / Count;
            second += x * x / Count;
            fourth += x * x * x * x / Count;
        }

        Assert.Equal(0, first, 0.02);
        Assert.Equal(1, second, 0.03);
        Assert.Equal(3, fourth, 0.2);
    }
}
