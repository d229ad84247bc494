namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class UnbalancedCertificateTests
{
    [Fact]
    public void ThePrimalValueOfAnyPlanIsAboveTheDualValueByThreeDivergences()
    {
        TransportProblem problem = UnbalancedClouds.Random(1, 9, 7, 0.1, 2, 0.5, MassPenalty.Absolute(0.3), MassPenalty.Absolute(0.8));
        var dense = new DenseUnbalanced(problem);
        Fill(dense.F, 2);
        Fill(dense.G, 3);
        var random = new Random(4);
        var plan = new double[9, 7];
        for (int i = 0; i < 9; i++)
            for (int j = 0; j < 7; j++)
                plan[i, j] = random.NextDouble() / 20;
        double gap = dense.Primal(plan) - dense.Dual();
        Assert.Equal(gap, dense.Gap(plan), 1e-12 * Math.Max(1, gap));
    }

    [Theory]
    [InlineData(0.05, 0.05, 1, 1)]
    [InlineData(0.3, 0.8, 2, 0.5)]
    [InlineData(0.3, double.PositiveInfinity, 2, 0.5)]
    [InlineData(double.PositiveInfinity, 0.3, 2, 0.5)]
    [InlineData(1e4, 1e4, 1, 1)]
    public void ValuesOfAnyPotentialsAreThoseOfTheDefinition(double firstPenalty, double secondPenalty, double sourceMass, double targetMass)
    {
        TransportProblem problem = UnbalancedClouds.Random(
            5, 10, 8, 0.1, sourceMass, targetMass, MassPenalty.Absolute(firstPenalty), MassPenalty.Absolute(secondPenalty));
        double[] f = Problems.Potential(6, 10, 0.2), g = Problems.Potential(7, 8, 0.2);
        var dense = new DenseUnbalanced(problem);

        // The weights' own potentials have constants of their own; the best translation and the totals settle them.
        f.CopyTo(dense.F, 0);
        g.CopyTo(dense.G, 0);
        double constant = 0.1 * Math.Log(problem.MassFactor / (sourceMass * targetMass)) / 2;
        for (int i = 0; i < 10; i++)
            dense.F[i] += constant;
        for (int j = 0; j < 8; j++)
            dense.G[j] += constant;
        dense.Translate();
        double expected = dense.Dual();
        var certificate = Certificate.Compute(problem, f, g);
        Assert.Equal(expected, certificate.DualValue, 1e-9 * Math.Max(1, Math.Abs(expected)));
        Assert.Equal(expected, EntropicDual.Value(problem, f, g), 1e-9 * Math.Max(1, Math.Abs(expected)));
        double direct = double.IsInfinity(firstPenalty + secondPenalty) ? double.PositiveInfinity : dense.Gap(dense.Plan());
        Assert.InRange(certificate.DualityGap, 0, direct * (1 + 1e-9));
        if (firstPenalty < 0.1)
            Assert.Equal(direct, certificate.DualityGap, 1e-9 * direct);
        if (firstPenalty > 1e3)
            Assert.InRange(certificate.DualityGap, 0, direct / 10); // the rounded plan's
    }

    [Fact]
    public void TheRoundedPlanProvesItsGap()
    {
        TransportProblem problem = UnbalancedClouds.Random(8, 12, 9, 0.1, 1, 1, MassPenalty.Absolute(5), MassPenalty.Exact);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 2, Tolerance = 1e-9, Certify = true }).Solve(problem);
        RoundedCoupling rounded = solution.Coupling().Round();
        var plan = new double[12, 9];
        var row = new double[9];
        for (int i = 0; i < 12; i++)
        {
            rounded.WriteRow(i, row);
            for (int j = 0; j < 9; j++)
                plan[i, j] = row[j];
        }

        Assert.Equal(new DenseUnbalanced(problem).Primal(plan), solution.Certificate!.PrimalValue, 1e-6);
    }

    [Theory]
    [InlineData(0.3, 0.8)]
    [InlineData(double.PositiveInfinity, 0.3)]
    [InlineData(0.2, double.PositiveInfinity)]
    public void TheSemiDualIsTheBestValueAndItsGradientThatOfItsDifferences(double firstPenalty, double secondPenalty)
    {
        TransportProblem problem = UnbalancedClouds.Random(9, 10, 8, 0.1, 2, 0.5, MassPenalty.Absolute(firstPenalty), MassPenalty.Absolute(secondPenalty));
        double[] f = Problems.Potential(10, 10, 0.3);
        var gradient = new double[10];
        double value = EntropicDual.GradientToSource(problem, f, gradient);
        Assert.Equal(EntropicDual.SemiDual(problem, f), value, 1e-9);
        for (int k = 0; k < 20; k++)
            Assert.InRange(EntropicDual.Value(problem, f, Problems.Potential(20 + k, 8, 0.3)), double.NegativeInfinity, value + 1e-9);
        const double Step = 1e-3;
        for (int i = 0; i < 10; i++)
        {
            double[] up = [.. f], down = [.. f];
            up[i] += Step;
            down[i] -= Step;
            Assert.Equal((EntropicDual.SemiDual(problem, up) - EntropicDual.SemiDual(problem, down)) / (2 * Step), gradient[i], 2e-4);
        }

        Assert.Equal(0, gradient.Sum(), 1e-6); // no constant matters
    }

    private static void Fill(double[] potential, int seed) => Problems.Potential(seed, potential.Length, 0.4).CopyTo(potential, 0);
}
