namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class FoldBucketsTests
{
    [Fact]
    public void NoFoldSharesAMeasureWithItsTrainingPart()
    {
        // Pair k has the k-th unit vector as moments, so that sums tell which pairs are in them.
        var generator = new SeededGenerator(1);
        ulong[] measures = [.. Enumerable.Range(0, 12).Select(_ => generator.NextUInt64())];
        (int Source, int Target)[] pairs = [.. Enumerable.Range(0, 30).Select(_ => (generator.Next(12), generator.Next(12)))];
        var buckets = new FoldBuckets(pairs.Length);
        for (int k = 0; k < pairs.Length; k++)
        {
            var sums = new NormalEquations(pairs.Length) { Pairs = 1 };
            sums.Moments[k] = 1;
            buckets.Add(measures[pairs[k].Source], measures[pairs[k].Target], sums);
        }

        Assert.NotEmpty(buckets.Folds());
        foreach ((NormalEquations train, NormalEquations heldOut) in buckets.Folds())
        {
            HashSet<int> trainMeasures = MeasuresOf(train), heldOutMeasures = MeasuresOf(heldOut);
            Assert.NotEmpty(trainMeasures);
            Assert.NotEmpty(heldOutMeasures);
            Assert.Empty(trainMeasures.Intersect(heldOutMeasures));
        }

        Assert.All(buckets.Total().Moments, entry => Assert.Equal(1, entry));

        HashSet<int> MeasuresOf(NormalEquations sums) =>
            [.. Enumerable.Range(0, pairs.Length).Where(k => sums.Moments[k] != 0).SelectMany(k => new[] { pairs[k].Source, pairs[k].Target })];
    }

    [Fact]
    public void ASourceCommonToAllPairsLeavesNoFold()
    {
        var buckets = new FoldBuckets(1);
        for (ulong k = 0; k < 20; k++)
            buckets.Add(12345, k * 0x9E3779B97F4A7C15UL, new NormalEquations(1) { Pairs = 1 });
        Assert.Empty(buckets.Folds());
    }
}
