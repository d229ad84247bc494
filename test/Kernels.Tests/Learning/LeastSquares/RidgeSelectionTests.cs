namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class RidgeSelectionTests
{
    private const int Features = 6;

    private static readonly double[] Centre = [1, 1, 1, 0, 0, 0];

    private static readonly int[] Groups = [RidgeGroups.Slices, RidgeGroups.Slices, RidgeGroups.Extra, RidgeGroups.Extra, RidgeGroups.Common, RidgeGroups.Common];

    [Fact]
    public void WhereNothingCanBeLearnedTheCentreIsChosen()
    {
        // Deviations that add up to zero: whatever is left out deviates to the other side of the rest.
        RidgeSelection.Result ridge = RidgeSelection.Choose(Buckets(40, common: 0), Groups, Centre);
        Assert.All(ridge.ByGroup, strength => Assert.Equal(double.PositiveInfinity, strength));
        var difference = new double[Features];
        new RidgeProblem(Buckets(40, common: 0).Total(), Groups, Centre).Solve(ridge.Strengths(Groups), difference);
        Assert.All(difference, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(5)]
    public void TheChoiceIsNeverWorseThanTheCentreOnTheFolds(double common)
    {
        FoldBuckets buckets = Buckets(40, common);
        RidgeSelection.Result ridge = RidgeSelection.Choose(buckets, Groups, Centre);
        double untrained = buckets.Folds().Sum(fold => fold.HeldOut.Loss(Centre));
        Assert.True(ridge.HeldOutLoss <= untrained, $"{ridge.HeldOutLoss} against {untrained}");
        if (common > 1)
            Assert.True(ridge.HeldOutLoss < 0.5 * untrained, $"{ridge.HeldOutLoss} against {untrained}");
    }

    [Fact]
    public void SumsThatAreNotFiniteGiveTheCentre()
    {
        FoldBuckets buckets = Buckets(20, common: 1);
        var broken = new NormalEquations(Features) { Pairs = 1, TargetSquares = double.NaN };
        buckets.Add(77, 77, broken);
        Assert.All(RidgeSelection.Choose(buckets, Groups, Centre).ByGroup, strength => Assert.Equal(double.PositiveInfinity, strength));
    }

    /// <summary>Pairs of one measure each, with coefficients that deviate from the centre by what is common to all and by what is their own.</summary>
    private static FoldBuckets Buckets(int pairs, double common)
    {
        var generator = new SeededGenerator(5);
        var buckets = new FoldBuckets(Features);
        var own = new double[Features];
        for (int k = 0; k < pairs; k++)
        {
            var sums = new NormalEquations(Features) { Pairs = 1 };
            for (int i = 0; i < Features; i++)
            {
                own[i] = k % 2 == 0 ? generator.NextNormal() : -own[i];
                double target = Centre[i] + own[i] + common;
                sums.Row(i)[i] = 1;
                sums.Moments[i] = target;
                sums.TargetSquares += target * target;
            }

            ulong measure = generator.NextUInt64();
            buckets.Add(measure, measure, sums);
        }

        return buckets;
    }
}
