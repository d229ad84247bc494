namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class CertificateTests
{
    public static TheoryData<double, double, bool> Cases => new()
    {
        { 0.02, 0, false }, { 0.02, 0.3, false }, { 1, 0, false }, { 0.02, 0, true }, { 0.002, 0.1, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithTheScalarReference(double epsilon, double zeroShare, bool asMatrix)
    {
        for (int sweeps = 1; sweeps < 30; sweeps += 7)
        {
            TransportProblem problem = Problems.Random(sweeps, 30, 23, 2, epsilon, zeroShare, asMatrix);
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = sweeps }).Solve(problem);
            Certificate certificate = solution.Certify();
            double[,] plan = ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential);
            double dual = ScalarReference.DualValue(problem, solution.SourcePotential, solution.TargetPotential);
            double primal = ScalarReference.PrimalValue(problem, ScalarReference.Round(problem, plan));
            Assert.Equal(dual, certificate.DualValue, 1e-12);
            Assert.Equal(primal, certificate.PrimalValue, 1e-12 + (1e-5 * (primal - dual)));
            Assert.Equal(primal - dual, certificate.DualityGap, 1e-12 + (1e-5 * (primal - dual)));
            Assert.Equal(ScalarReference.MarginalViolation(problem, plan), certificate.MarginalViolation, 1e-12);
            Assert.True(certificate.DualityGap >= 0);
        }
    }

    [Fact]
    public void GapBoundsWhatIsLeftToTheOptimumFromBothSides()
    {
        TransportProblem problem = Problems.Random(1, 40, 30, 2, 0.02);
        EntropicSolution optimum = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-12 }).Solve(problem);
        double best = EntropicDual.Value(problem, optimum.SourcePotential, optimum.TargetPotential);
        for (int seed = 0; seed < 20; seed++)
        {
            double[] f = Problems.Potential(seed, 40, 0.3 * seed);
            double[] g = Problems.Potential(seed + 100, 30, 0.3);
            var certificate = Certificate.Compute(problem, f, g);
            Assert.True(certificate.DualityGap >= 0);
            Assert.True(certificate.DualValue <= best + 1e-12);
            Assert.True(certificate.PrimalValue >= best - 1e-12);
        }
    }

    [Fact]
    public void GapShrinksToNothingUnderRefinement()
    {
        TransportProblem problem = Problems.Random(2, 60, 45, 3, 0.02, zeroShare: 0.2);
        double previous = double.PositiveInfinity;
        foreach (double tolerance in new[] { 1e-1, 1e-2, 1e-4, 1e-6, 1e-9, 1e-12 })
        {
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = tolerance }).Solve(problem);
            Certificate certificate = solution.Certify();
            Assert.InRange(certificate.DualityGap, 0, previous);
            Assert.True(certificate.MarginalViolation <= tolerance);
            previous = certificate.DualityGap;
        }

        Assert.InRange(previous, 0, 1e-12);
    }

    [Fact]
    public void GapIsFiniteWherePlanEntriesUnderflow()
    {
        TransportProblem problem = Problems.Random(3, 12, 10, 2, 1e-4);
        var certificate = Certificate.Compute(problem, new double[12], new double[10]);
        Assert.True(double.IsFinite(certificate.DualityGap));
        Assert.Equal(2, certificate.MarginalViolation, 0.2);
        double[,] plan = ScalarReference.Plan(problem, new double[12], new double[10]);
        Assert.Equal(ScalarReference.PrimalValue(problem, ScalarReference.Round(problem, plan)), certificate.PrimalValue, 1e-9);
    }

    [Fact]
    public void ShiftingTheGaugeChangesNothing()
    {
        TransportProblem problem = Problems.Random(4, 30, 20, 2, 0.05);
        double[] f = Problems.Potential(1, 30, 0.1);
        double[] g = ScalarReference.ToTarget(problem, f);
        var before = Certificate.Compute(problem, f, g);
        var after = Certificate.Compute(problem, f.Select(static x => x + 3).ToArray(), g.Select(static x => x - 3).ToArray());
        Assert.Equal(before.DualityGap, after.DualityGap, 1e-10);
        Assert.Equal(before.DualValue, after.DualValue, 1e-10);
    }

    [Theory]
    [InlineData(0.02, 1e-6)]
    [InlineData(0.02, 1e-3)]
    [InlineData(0.001, 1e-6)]
    public void SolvingWithACertificateIsTheSameAsCertifyingAfterwards(double epsilon, double tolerance)
    {
        TransportProblem problem = Problems.Random(5, 70, 50, 2, epsilon, zeroShare: 0.2);
        var options = new SinkhornOptions { Tolerance = tolerance };
        EntropicSolution plain = new SinkhornSolver(options).Solve(problem);
        EntropicSolution certified = new SinkhornSolver(options with { Certify = true }).Solve(problem);
        Assert.Null(plain.Certificate);
        Assert.Equal(plain.SourcePotential, certified.SourcePotential);
        Certificate expected = plain.Certify();
        Certificate actual = Assert.IsType<Certificate>(certified.Certificate);
        Assert.Equal(expected.DualValue, actual.DualValue, 1e-12);
        Assert.Equal(expected.TransportCost, actual.TransportCost, 1e-12);
        Assert.Equal(expected.MarginalViolation, actual.MarginalViolation, 1e-11);
        Assert.Equal(expected.DualityGap, actual.DualityGap, (1e-4 * expected.DualityGap) + 1e-14); // centring rounds the potentials
        new SinkhornSolver(options).Solve(problem, certified);
        Assert.Null(certified.Certificate);
    }

    /// <summary>Costs above dimension 8 and on the sphere are kept in single precision for the first sweeps; what is proved must not be.</summary>
    [Theory]
    [InlineData(9, false)]
    [InlineData(64, false)]
    [InlineData(784, false)]
    [InlineData(3, true)]
    public void SolutionsHoldForTheCostInDoublePrecision(int dimension, bool onSphere)
    {
        var random = new Random(dimension);
        Support source = Normal(random, 40, dimension), target = Normal(random, 35, dimension);
        var geometry = new Geometry(source, target, onSphere ? GroundCost.SphereArc : GroundCost.SquaredEuclidean);
        var a = new DiscreteMeasure(source);
        var b = new DiscreteMeasure(target);
        var problem = new TransportProblem(geometry, a, b, 1e-3 * geometry.MeanCost(a.Weights, b.Weights));
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        double[,] plan = ScalarReference.Plan(problem, [.. solution.SourcePotential], [.. solution.TargetPotential]);
        Assert.InRange(ScalarReference.MarginalViolation(problem, plan), 0, 1.1e-9);
        Certificate certificate = solution.Certify();
        Assert.InRange(certificate.MarginalViolation, 0, 1.1e-9);
        double cost = 0;
        for (int i = 0; i < 40; i++)
            for (int j = 0; j < 35; j++)
                cost += plan[i, j] * geometry.Evaluate(i, j);
        Assert.Equal(cost, certificate.TransportCost, 1e-12 * cost);
    }

    private static Support Normal(Random random, int count, int dimension) => new(
        [.. Enumerable.Range(0, count * dimension).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))], dimension);

    /// <summary>Above a million entries the plan is not kept, and its entries are computed twice.</summary>
    [Theory]
    [InlineData(40, 30)]
    [InlineData(1100, 1100)]
    public void GapsOfNearlyCouplingsAgreeWithDoublePrecision(int sourceCount, int targetCount)
    {
        TransportProblem problem = Problems.Random(6, sourceCount, targetCount, 2, 0.05);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 2e-5 }).Solve(problem);
        Certificate certificate = solution.Certify();
        double[,] plan = ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential);
        double expected = problem.Epsilon * Divergence(ScalarReference.Round(problem, plan), plan);
        Assert.Equal(expected, certificate.DualityGap, 1e-4 * expected);
    }

    [Fact]
    public void AConstantMovedFromOnePotentialToTheOtherChangesNothing()
    {
        TransportProblem problem = Problems.Random(6, 40, 30, 2, 0.05);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-2 }).Solve(problem);
        double shift = Math.ScaleB(1, 30);
        double[] f = [.. solution.SourcePotential.ToArray().Select(value => value + shift)];
        double[] g = [.. solution.TargetPotential.ToArray().Select(value => value - shift)];
        var expected = Certificate.Compute(problem, [.. f.Select(value => value - shift)], [.. g.Select(value => value + shift)]);
        var certificate = Certificate.Compute(problem, f, g);
        Assert.Equal(expected.DualValue, certificate.DualValue, 1e-12);
        Assert.Equal(expected.DualityGap, certificate.DualityGap, 1e-4 * expected.DualityGap);
    }

    private static double Divergence(double[,] rounded, double[,] plan)
    {
        double sum = 0;
        for (int i = 0; i < plan.GetLength(0); i++)
            for (int j = 0; j < plan.GetLength(1); j++)
            {
                if (plan[i, j] == 0)
                    continue;
                double ratio = Math.Max(rounded[i, j] / plan[i, j], 1e-300); // the reference may round below zero
                double change = ratio - 1;
                sum += plan[i, j] * (Math.Abs(change) < 0.01
                    ? change * change * (0.5 - (change / 6) + (change * change / 12) - (change * change * change / 20))
                    : (ratio * Math.Log(ratio)) - change);
            }

        return sum;
    }

    [Fact]
    public void RoundingErrorsAreNoGap()
    {
        var source = new Support(Enumerable.Repeat(0.3f, 40).ToArray(), 2);
        var target = new Support(Enumerable.Repeat(0.3f, 20).ToArray(), 2);
        foreach (double epsilon in new[] { 0.05, 1, 1e30 })
        {
            var problem = new TransportProblem(
                new Geometry(source, target, GroundCost.SquaredEuclidean), new DiscreteMeasure(source), new DiscreteMeasure(target), epsilon);
            EntropicSolution solution = new SinkhornSolver().Solve(problem);
            double[] f = [.. solution.SourcePotential.ToArray().Select(static (value, i) => value + (1e-16 * i))];
            Assert.InRange(Certificate.Compute(problem, f, solution.TargetPotential).RelativeDualityGap, 0, 1e-3);
        }
    }

    [Fact]
    public void ARelativeGapIsAtMostOne()
    {
        TransportProblem problem = Problems.Random(5, 12, 9, 2, 0.1);
        double[] f = [.. Enumerable.Repeat(-1.0, 12)]; // hardly any mass: the dual value is far below zero
        double[] g = [.. Enumerable.Repeat(-1.0, 9)];
        var certificate = Certificate.Compute(problem, f, g);
        Assert.True(certificate.DualityGap > Math.Max(Math.Abs(certificate.PrimalValue), Math.Abs(certificate.DualValue)));
        Assert.Equal(1, certificate.RelativeDualityGap);
    }
}
