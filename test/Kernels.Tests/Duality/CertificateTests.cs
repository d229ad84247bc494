namespace Microsoft.ML.SlicedOT.Kernels.Tests.Duality;

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
            Certificate certificate = Certificate.Compute(problem, solution.SourcePotential, solution.TargetPotential);
            double[,] plan = ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential);
            double dual = ScalarReference.DualValue(problem, solution.SourcePotential, solution.TargetPotential);
            double primal = ScalarReference.PrimalValue(problem, ScalarReference.Round(problem, plan));
            Assert.Equal(dual, certificate.DualValue, 1e-12);
            Assert.Equal(primal, certificate.PrimalValue, 1e-12);
            Assert.Equal(primal - dual, certificate.DualityGap, 1e-12);
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
            Certificate certificate = Certificate.Compute(problem, f, g);
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
            Certificate certificate = Certificate.Compute(problem, solution.SourcePotential, solution.TargetPotential);
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
        Certificate certificate = Certificate.Compute(problem, new double[12], new double[10]);
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
        Certificate before = Certificate.Compute(problem, f, g);
        Certificate after = Certificate.Compute(problem, f.Select(static x => x + 3).ToArray(), g.Select(static x => x - 3).ToArray());
        Assert.Equal(before.DualityGap, after.DualityGap, 1e-10);
        Assert.Equal(before.DualValue, after.DualValue, 1e-10);
    }
}
