namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class RidgeProblemTests
{
    [Fact]
    public void MinimisesThePenalisedLoss()
    {
        NormalEquations sums = Sums(6, 30, 4);
        double[] centre = [1, 0, -1, 0.5, 0, 2], strengths = [0.1, 0.1, 0.5, 0.5, 2, double.PositiveInfinity];
        var difference = new double[6];
        new RidgeProblem(sums, new int[6], centre).Solve(strengths, difference);
        Assert.Equal(0, difference[5]);
        double best = Penalised(sums, centre, strengths, difference);
        for (int k = 0; k < 5; k++)
        {
            foreach (double step in (double[])[-1e-3, 1e-3])
            {
                double[] other = [.. difference];
                other[k] += step;
                Assert.True(Penalised(sums, centre, strengths, other) > best);
            }
        }
    }

    [Fact]
    public void AFeatureThatIsAlwaysZeroStaysAtTheCentre()
    {
        NormalEquations sums = Sums(3, 10, 5);
        for (int k = 0; k < 3; k++)
            sums.Row(Math.Max(1, k))[Math.Min(1, k)] = 0;
        sums.Moments[1] = 0;
        var difference = new double[3];
        new RidgeProblem(sums, new int[3], [0, 7, 0]).Solve([0, 0, 0], difference);
        Assert.Equal(0, difference[1]);
        Assert.All(difference, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void FeaturesOfOtherUnitsAreNotMistakenForRoundingErrors()
    {
        NormalEquations sums = Sums(2, 10, 7);
        const double Unit = 1e-20;
        sums.Row(1)[0] *= Unit;
        sums.Row(1)[1] *= Unit * Unit;
        sums.Moments[1] *= Unit;
        double[] difference = new double[2], withinAGroup = new double[2];
        new RidgeProblem(sums, [RidgeGroups.Slices, RidgeGroups.Extra], [0, 0]).Solve([0, 0], difference);
        new RidgeProblem(sums, [RidgeGroups.Extra, RidgeGroups.Extra], [0, 0]).Solve([0, 0], withinAGroup);
        Assert.Equal(Sums(2, 10, 7).Moments[1], (Sums(2, 10, 7).Row(1)[0] * difference[0]) + (Sums(2, 10, 7).Row(1)[1] * difference[1] * Unit), 9);
        Assert.Equal(0, withinAGroup[1]);
    }

    [Fact]
    public void EqualFeaturesShareTheirCoefficient()
    {
        NormalEquations one = Sums(1, 10, 6);
        var two = new NormalEquations(2) { TargetSquares = one.TargetSquares, Pairs = 1 };
        two.Gram.AsSpan().Fill(one.Gram[0]);
        two.Moments.AsSpan().Fill(one.Moments[0]);
        var difference = new double[2];
        new RidgeProblem(two, new int[2], [0, 0]).Solve([1e-6, 1e-6], difference);
        Assert.Equal(difference[0], difference[1], 6);
        Assert.Equal(one.Moments[0] / one.Gram[0], difference[0] + difference[1], 4);
    }

    private static double Penalised(NormalEquations sums, double[] centre, double[] strengths, double[] difference)
    {
        double value = sums.Loss([.. centre.Zip(difference, (c, d) => c + d)]);
        for (int k = 0; k < difference.Length; k++)
            value += difference[k] == 0 ? 0 : strengths[k] * sums.Diagonal(k) * difference[k] * difference[k];
        return value;
    }

    private static NormalEquations Sums(int count, int rows, ulong seed)
    {
        var generator = new SeededGenerator(seed);
        var sums = new NormalEquations(count) { Pairs = 1 };
        for (int r = 0; r < rows; r++)
        {
            double[] x = [.. Enumerable.Range(0, count).Select(_ => generator.NextNormal())];
            double y = generator.NextNormal() + x.Sum();
            for (int i = 0; i < count; i++)
            {
                sums.Moments[i] += x[i] * y;
                for (int j = 0; j <= i; j++)
                    sums.Row(i)[j] += x[i] * x[j];
            }

            sums.TargetSquares += y * y;
        }

        return sums;
    }
}
