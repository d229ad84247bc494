namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class TransportCostsTests
{
    [Theory]
    [InlineData(TransportCostTier.Sketch, 0.15)]
    [InlineData(TransportCostTier.Bounds, 0.06)]
    [InlineData(TransportCostTier.Exact, 1e-6)]
    public void AllPairsAreNearTheirCosts(TransportCostTier tier, double tolerance)
    {
        DiscreteMeasure[] measures = Cloud.Many(12, 2);
        TransportCostMatrix matrix = TransportCosts.Compute(measures, new TransportCostsOptions { Tier = tier });
        Assert.True(matrix.IsSymmetric);
        Assert.Equal(tier, matrix.Tier);
        double error = 0;
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(0, matrix[i, i]);
            for (int j = 0; j < i; j++)
            {
                Assert.Equal(matrix[i, j], matrix[j, i]);
                double exact = ExactTransportCost.Compute(measures[i], measures[j]);
                error += Math.Abs((matrix[i, j] / exact) - 1) / 66;
            }
        }

        Assert.InRange(error, 0, tolerance);
        Assert.Equal(tier == TransportCostTier.Bounds, matrix.RelativeError is null);
    }

    [Fact]
    public void TwoCollectionsGiveTheRectangleOfTheirUnion()
    {
        DiscreteMeasure[] measures = Cloud.Many(9, 3);
        var options = new TransportCostsOptions { Tier = TransportCostTier.Bounds };
        TransportCostMatrix all = TransportCosts.Compute(measures, options), part = TransportCosts.Compute(measures[..4], measures[4..], options);
        Assert.Equal((4, 5, false), (part.RowCount, part.ColumnCount, part.IsSymmetric));
        for (int i = 0; i < 4; i++)
            Assert.Equal(all.Row(i)[4..].ToArray(), part.Row(i).ToArray());
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        DiscreteMeasure[] measures = Cloud.Many(20, 2, 12);
        foreach (TransportCostTier tier in Enum.GetValues<TransportCostTier>())
        {
            TransportCostMatrix one = TransportCosts.Compute(measures, new TransportCostsOptions { Tier = tier, NumberOfThreads = 1 });
            TransportCostMatrix many = TransportCosts.Compute(measures, new TransportCostsOptions { Tier = tier, NumberOfThreads = 7 });
            for (int i = 0; i < 20; i++)
                Assert.Equal(one.Row(i).ToArray(), many.Row(i).ToArray());
        }
    }

    [Fact]
    public void ProgressEndsWithAllPairsAndCancellingStops()
    {
        DiscreteMeasure[] measures = Cloud.Many(10, 2, 8);
        var progress = new Last();
        TransportCosts.Compute(measures, progress: progress);
        Assert.Equal(45, progress.Done);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => TransportCosts.Compute(measures, cancellationToken: source.Token));
    }

    [Fact]
    public void WhatCannotBeComparedIsRefused()
    {
        Assert.Throws<ArgumentException>(() => TransportCosts.Compute([]));
        string message = Assert.Throws<ArgumentException>(() => TransportCosts.Compute([Measures.Of(2, 0, 0), Measures.Of(3, 0, 0, 0)])).Message;
        Assert.Contains("[1]", message, StringComparison.Ordinal);
        DiscreteMeasure[] measures = Cloud.Many(2, 2);
        foreach (TransportCostsOptions options in (TransportCostsOptions[])
            [
                new() { Tier = (TransportCostTier)9 }, new() { TrainingPairs = 0 }, new() { NumberOfThreads = 0 },
                new() { Model = TransportCostModel.Untrained(TransportCostTarget.EntropicCost, new TransportCostBoundsOptions { Epsilon = 1 }) },
            ])
            Assert.Throws<ArgumentOutOfRangeException>(() => TransportCosts.Compute(measures, options));
    }

    [Fact]
    public void OneMeasureAndEqualMeasuresCostNothing()
    {
        DiscreteMeasure measure = Cloud.Many(1, 2)[0];
        Assert.Equal(0, TransportCosts.Compute([measure])[0, 0]);
        foreach (TransportCostTier tier in Enum.GetValues<TransportCostTier>())
            Assert.Equal(0, TransportCosts.Compute([measure], [measure], new TransportCostsOptions { Tier = tier })[0, 0], 1e-6f);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void NearestMeasuresAreThoseOfTheExactMatrix(int d)
    {
        DiscreteMeasure[] references = Cloud.Many(40, d, 20), queries = Cloud.Many(45, d, 20)[40..];
        IReadOnlyList<NearestResult> found = new NearestMeasures(references).Find(queries, 4);
        int solved = 0;
        for (int q = 0; q < queries.Length; q++)
        {
            (double Cost, int Index)[] expected = [.. references.Select((r, j) => (ExactTransportCost.Compute(queries[q], r), j)).Order().Take(4)];
            Assert.Equal(expected.Select(e => e.Index), found[q].Indices);
            Assert.Equal(expected.Select(e => e.Cost), found[q].Costs);
            solved += found[q].PairsSolved;
        }

        Assert.InRange(solved, 20, d == 2 ? 100 : 199);
    }

    [Fact]
    public void NearestRefusesWhatIsOutOfRange()
    {
        var nearest = new NearestMeasures(Cloud.Many(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => nearest.Find(Cloud.Many(1, 2), 4));
        Assert.Throws<ArgumentException>(() => nearest.Find(Cloud.Many(1, 3), 1));
    }

    private sealed class Last : IProgress<FitProgress>
    {
        public long Done { get; private set; }

        public void Report(FitProgress value)
        {
            lock (this)
                Done = Math.Max(Done, value.Done);
        }
    }
}
