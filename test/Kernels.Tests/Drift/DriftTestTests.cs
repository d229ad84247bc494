namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class DriftTestTests
{
    [Fact]
    public void FalseAlarmsComeAtTheNominalRate()
    {
        // 400 nulls at 5 %: 20 expected, standard deviation 4.4; the distribution is a heavy-tailed one, rows have weights.
        const int Nulls = 400;
        var options = new DriftOptions { Permutations = 99 };
        var alarms = new int[4];
        Parallel.For(0, Nulls, seed =>
        {
            var random = new SeededGenerator((ulong)seed);
            DriftResult result = DriftTest.Compute(Heavy(40, ref random), Heavy(30, ref random), options with { Seed = seed });
            double[] values = [result.PValue, result.DivergencePValue, result.FeaturePValue, result.PairPValue];
            for (int k = 0; k < values.Length; k++)
            {
                Assert.InRange(values[k], 0.01, 1);
                if (values[k] <= 0.05)
                    Interlocked.Increment(ref alarms[k]);
            }
        });
        Assert.All(alarms, count => Assert.InRange(count, 7, 34));
    }

    [Theory]
    [InlineData("mean", 12)]
    [InlineData("variance", 18)]
    [InlineData("correlation", 17)]
    [InlineData("mixture", 8)]
    [InlineData("rotation", 18)]
    public void ShiftsAreFound(string shift, int atLeast)
    {
        // 20 repetitions at n = 200, d = 5; Kolmogorov-Smirnov tests, corrected, find 15, 7, 0, 13 and 0 of them.
        int found = 0;
        Parallel.For(0, 20, seed =>
        {
            (DiscreteMeasure reference, DiscreteMeasure current) = Shifts.Of(shift, 200, 5, seed);
            if (DriftTest.Compute(reference, current).PValue <= 0.05)
                Interlocked.Increment(ref found);
        });
        Assert.InRange(found, atLeast, 20);
    }

    [Fact]
    public void TheShiftedFeatureIsNamedFirst()
    {
        int named = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            (DiscreteMeasure reference, DiscreteMeasure current) = Shifts.Of(seed % 2 == 0 ? "mean" : "variance", 200, 20, seed);
            named += DriftTest.Compute(reference, current, new DriftOptions { Permutations = 99 }).Features[0].Feature == 2 ? 1 : 0;
        }

        Assert.InRange(named, 18, 20);
    }

    [Fact]
    public void AMovedColumnIsDescribedInItsUnits()
    {
        var random = new SeededGenerator(1);
        double[] reference = [.. Enumerable.Range(0, 900).Select(_ => 1000 + (10 * random.NextNormal()))];
        double[] current = [.. Enumerable.Range(0, 900).Select(i => reference[i] + (i % 3 == 1 ? 40 : 0))];
        DriftResult result = DriftTest.Compute(Measures.Of(3, reference), Measures.Of(3, current));
        FeatureDrift first = result.Features[0];
        Assert.Equal(1, first.Feature);
        Assert.Equal(40, first.Wasserstein, 0.01);
        Assert.Equal(40, first.CurrentMean - first.ReferenceMean, 0.01);
        Assert.Equal(first.ReferenceDeviation, first.CurrentDeviation, 0.01);
        Assert.InRange(result.PValue, 1.0 / 201, 3.0 / 201);
        Assert.Equal(1.0 / 201, result.FeaturePValue, 1e-12);
        Assert.All(result.Features.Skip(1), f => Assert.InRange(f.Wasserstein, 0, 0.01));
        Assert.True(result.Divergence > 10 * result.ExpectedDivergence);
    }

    [Fact]
    public void ASpreadThatChangedIsSeen()
    {
        // Half as wide again; the centre stays. Wasserstein distances alone, as versions before the third compare, find 4 in 10 of these.
        int found = 0, before = 0, named = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            (DiscreteMeasure reference, DiscreteMeasure current) = Shifts.Of("variance", 200, 20, 1000 + seed);
            DriftResult result = DriftTest.Compute(reference, current);
            found += result.PValue <= 0.05 ? 1 : 0;
            before += DriftTest.Compute(reference, current, new DriftOptions { Version = 2 }).PValue <= 0.05 ? 1 : 0;
            named += result.Features[0].Feature == 2 ? 1 : 0;
        }

        Assert.InRange(found, 17, 20);
        Assert.InRange(before, 3, 15);
        Assert.InRange(named, 19, 20);
    }

    [Fact]
    public void RowsThatMovedComeFirst()
    {
        var random = new SeededGenerator(2);
        double[] reference = Measures.Normal(1, 200, 3), current = Measures.Normal(2, 200, 3);
        for (int row = 10; row < 30; row++)
            current[3 * row] += 6;
        DriftResult result = DriftTest.Compute(Measures.Of(3, reference), Measures.Of(3, current));
        Assert.Equal(200, result.Rows.Count);
        Assert.All(result.Rows.Take(15), r => Assert.InRange(r.Row, 10, 29));
        Assert.Equal(Enumerable.Range(0, 200), result.Rows.Select(r => r.Row).Order());
    }

    [Fact]
    public void WeightsCountAndZeroWeightsDoNot()
    {
        double[] reference = Measures.Normal(1, 60, 2), current = [.. Measures.Normal(2, 60, 2), 1e6, 1e6];
        double[] ones = [.. Enumerable.Repeat(1.0, 60), 0];
        DriftResult without = DriftTest.Compute(Measures.Of(2, reference), Measures.Of(2, current[..120]));
        DriftResult with = DriftTest.Compute(Measures.Of(2, reference), Measures.Weighted(2, current, ones));
        Assert.Equal(without.PValue, with.PValue);
        Assert.Equal(without.Divergence, with.Divergence, 1e-12);

        // Only rows of the left half count in one sample: the means part.
        double[] left = [.. Enumerable.Range(0, 60).Select(i => reference[2 * i] < 0 ? 1.0 : 0.05)];
        Assert.Equal(0, DriftTest.Compute(Measures.Of(2, reference), Measures.Weighted(2, reference, left)).Features[0].Feature);
        Assert.True(DriftTest.Compute(Measures.Of(2, reference), Measures.Weighted(2, reference, left)).FeaturePValue <= 0.01);
    }

    [Fact]
    public void ConstantAndHugeFeaturesAreHarmless()
    {
        double[] reference = Measures.Normal(1, 50, 4), current = Measures.Normal(2, 50, 4);
        for (int row = 0; row < 50; row++)
        {
            reference[4 * row] = current[4 * row] = 5;
            reference[(4 * row) + 1] *= 1e30;
            current[(4 * row) + 1] *= 1e30;
        }

        current[6] = 1e9;
        DriftResult result = DriftTest.Compute(Measures.Of(4, reference), Measures.Of(4, current));
        Assert.All(result.Features, f => Assert.True(double.IsFinite(f.Score) && double.IsFinite(f.Wasserstein)));
        Assert.True(double.IsFinite(result.Divergence));
        DriftResult same = DriftTest.Compute(Measures.Of(1, new double[20]), Measures.Of(1, new double[20]));
        Assert.Equal(1, same.PValue);
        Assert.Equal(0, same.Divergence);
    }

    [Fact]
    public void LargeSamplesAreDrawnFrom()
    {
        (DiscreteMeasure reference, DiscreteMeasure current) = Shifts.Of("mean", 400, 3, 1);
        DriftResult result = DriftTest.Compute(reference, current, new DriftOptions { MaximumRows = 100, Permutations = 19 });
        Assert.Equal((100, 100), (result.ReferenceRows, result.CurrentRows));
        Assert.Equal(100, result.Rows.Select(r => r.Row).Distinct().Count());
        Assert.Contains(result.Rows, r => r.Row >= 100);
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        DiscreteMeasure plane = Measures.Of(2, Measures.Normal(1, 10, 2)), space = Measures.Of(3, Measures.Normal(1, 10, 3)), few = Measures.Of(2, 1, 2, 3, 4);
        Assert.Throws<PairException>(() => DriftTest.Compute(plane, space));
        Assert.Contains("current sample has 2 rows", Assert.Throws<PairException>(() => DriftTest.Compute(plane, few)).Message, StringComparison.Ordinal);
        foreach (DriftOptions wrong in (DriftOptions[])
            [
                new() { Permutations = 18 }, new() { Permutations = int.MaxValue }, new() { EpsilonScale = double.NaN }, new() { EpsilonScale = -1 },
                new() { MaximumRows = 9 }, new() { MaximumRows = int.MaxValue }, new() { MaximumFeaturePairs = -1 },
            ])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => DriftTest.Compute(plane, plane, wrong));
        }
    }

    private static DiscreteMeasure Heavy(int n, ref SeededGenerator random)
    {
        var points = new double[3 * n];
        var weights = new double[n];
        for (int k = 0; k < points.Length; k++)
            points[k] = Math.Exp(1.5 * random.NextNormal());
        for (int i = 0; i < n; i++)
            weights[i] = 0.2 + random.NextDouble();
        return Measures.Weighted(3, points, weights);
    }
}
