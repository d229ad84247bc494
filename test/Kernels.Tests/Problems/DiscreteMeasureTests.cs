namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class DiscreteMeasureTests
{
    private static readonly Support Three = new([0f, 1f, 2f], 1);

    [Fact]
    public void TheHashIsOfThePointsThereAreNow()
    {
        var refilled = new DiscreteMeasure([1, 2, 3, 4, 5, 6], 2);
        refilled.Assign([7, 8], 2);
        Assert.Equal(new DiscreteMeasure([7, 8], 2).ContentHash, refilled.ContentHash);
    }

    [Fact]
    public void WeightsAreNormalised()
    {
        var measure = new DiscreteMeasure(Three, [1f, 0f, 3f]);
        Assert.Equal([0.25, 0, 0.75], measure.Weights.ToArray());
        Assert.Equal(4, measure.TotalMass);
        Assert.False(measure.IsUniform);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.1f)]
    [InlineData(1e-30f)]
    public void EqualWeightsAreUniform(float weight)
    {
        var measure = new DiscreteMeasure(Three, [weight, weight, weight]);
        Assert.True(measure.IsUniform);
        Assert.Equal(new DiscreteMeasure(Three).Weights.ToArray(), measure.Weights.ToArray());
    }

    [Fact]
    public void ARequiredSumIsChecked()
    {
        var measure = new DiscreteMeasure(Three, [0.2f, 0.3f, 0.50001f], WeightNormalization.Required);
        Assert.Equal(1, measure.Weights.ToArray().Sum(), 1e-15);
        PairException error = Assert.Throws<PairException>(() => new DiscreteMeasure(Three, [0.2f, 0.3f, 0.6f], WeightNormalization.Required));
        Assert.Contains("sum to 1.1", error.Message);
    }

    [Theory]
    [InlineData(new double[] { 1, double.NaN, 1 }, "Weight 1 is NaN")]
    [InlineData(new double[] { 1, 1, double.PositiveInfinity }, "Weight 2 is Infinity")]
    [InlineData(new double[] { -0.5, 1, 1 }, "Weight 0 is -0.5")]
    [InlineData(new double[] { 0, 0, 0 }, "All 3 weights are zero")]
    [InlineData(new double[] { 1, 1 }, "2 weights were given for 3 points")]
    [InlineData(new double[] { 1e308, 1e308, 1e308 }, "overflows")]
    public void BadWeightsAreNamed(double[] weights, string message)
    {
        Assert.Contains(message, Assert.Throws<PairException>(() => new DiscreteMeasure(Three, weights)).Message);
        var measure = new DiscreteMeasure(Three, [1f, 2f, 3f]);
        double[] before = measure.Weights.ToArray();
        Assert.Throws<PairException>(() => measure.Assign(weights));
        Assert.Equal(before, measure.Weights.ToArray());
    }

    [Fact]
    public void AssigningDoesNotAllocate()
    {
        var measure = new DiscreteMeasure(Three);
        float[] weights = [0, 1, 1];
        measure.Assign(weights);
        long before = GC.GetAllocatedBytesForCurrentThread();
        measure.Assign(weights);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal([0, 0.5, 0.5], measure.Weights.ToArray());
        Assert.False(measure.IsUniform);
    }

    [Fact]
    public void HashTellsMeasuresApart()
    {
        ulong hash = new DiscreteMeasure(Three, [1f, 2f, 3f]).ContentHash;
        Assert.Equal(hash, new DiscreteMeasure(new Support([0f, 1f, 2f], 1), [1f, 2f, 3f]).ContentHash);
        Assert.NotEqual(hash, new DiscreteMeasure(Three, [1f, 3f, 2f]).ContentHash);
        Assert.NotEqual(hash, new DiscreteMeasure(new Support([0f, 1f, 3f], 1), [1f, 2f, 3f]).ContentHash);
    }

    [Fact]
    public void APairLivesInOneSpace() =>
        Assert.Contains("dimension 1", Assert.Throws<PairException>(
            () => new TransportProblem(new DiscreteMeasure(Three), new DiscreteMeasure(Support.Grid(2, 2)), GroundCost.SquaredEuclidean, 1)).Message);

    [Fact]
    public void WhatIsCheckedIsWhatIsKept()
    {
        float[] weights = [1, 2, 3];
        bool ends = false;
        var writer = new Thread(() =>
        {
            while (!Volatile.Read(ref ends))
            {
                Volatile.Write(ref weights[1], float.NaN);
                Volatile.Write(ref weights[1], 2);
            }
        });
        writer.Start();
        try
        {
            for (int k = 0; k < 200_000; k++)
            {
                try
                {
                    var measure = new DiscreteMeasure(Three, weights);
                    Assert.Equal(1, measure.Weights[0] + measure.Weights[1] + measure.Weights[2], 1e-12);
                }
                catch (ArgumentException)
                {
                    // the other thread's number was seen, and refused
                }
            }
        }
        finally
        {
            Volatile.Write(ref ends, true);
            writer.Join();
        }
    }

    [Fact]
    public void AnUndefinedNormalizationIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteMeasure(Three, [1f, 2f, 3f], (WeightNormalization)9));
}
