namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Small epsilons: the violation stays flat over many sweeps, and only the dual value shows which steps are good.</summary>
public class HardProblemsTests
{
    [Fact]
    public void TwoAtomsASideDoNotCycle()
    {
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 1000 }).Solve(TwoAtoms());
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
    }

    [Fact]
    public void TenRandomPointsConvergeWhateverTheirDraw()
    {
        var solver = new SinkhornSolver();
        for (int seed = 1; seed <= 60; seed++)
        {
            EntropicSolution solution = solver.Solve(HardProblems.Create("ten points", 1e-4, seed));
            Assert.True(solution.ExitReason == ExitReason.Converged, $"Draw {seed}: {solution.ExitReason} at {solution.MarginalViolation}");
        }
    }

    [Theory]
    [InlineData("line")]
    [InlineData("ten dimensions")]
    [InlineData("duplicates and zeros")]
    [InlineData("normal matrix")]
    [InlineData("uneven weights")]
    [InlineData("forbidden moves")]
    [InlineData("space")]
    [InlineData("many dimensions")]
    [InlineData("heavy tails")]
    public void ASmallEpsilonIsApproachedThroughLargerOnes(string name)
    {
        TransportProblem problem = HardProblems.Create(name, 1e-4);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 2000 }).Solve(problem);
        Certificate certificate = solution.Certify();
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        Assert.InRange(solution.ScalingLevels, 3, 20);
        Assert.InRange(certificate.MarginalViolation, 0, 1.001e-6);
    }

    [Fact]
    public void ScalingIsLeftOutWhereItDoesNotPayUnlessAskedFor()
    {
        TransportProblem problem = HardProblems.Create("line", 1e-3);
        EntropicSolution chosen = new SinkhornSolver().Solve(problem);
        Assert.InRange(chosen.ScalingLevels, 1, 20);
        Assert.Equal(0, new SinkhornSolver().Solve(problem, chosen.SourcePotential).ScalingLevels);
        Assert.Equal(0, new SinkhornSolver().Solve(HardProblems.Create("line", 1e-2)).ScalingLevels);
        Assert.Equal(0, new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 10 }).Solve(problem).ScalingLevels);
        Assert.Equal(0, new SinkhornSolver(new SinkhornOptions { EpsilonScaling = false }).Solve(problem).ScalingLevels);
        EntropicSolution asked = new SinkhornSolver(new SinkhornOptions { EpsilonScaling = true }).Solve(HardProblems.Create("line", 1e-2));
        Assert.Equal(1, asked.ScalingLevels);
        Assert.Equal(ExitReason.Converged, asked.ExitReason);
    }

    [Theory]
    [InlineData("heavy tails", 1e-3)]
    [InlineData("forbidden moves", 1e-3)]
    public void WherePrecisionIsSaidToBeReachedStartingThereIsNoBetter(string name, double relativeEpsilon)
    {
        TransportProblem problem = HardProblems.Create(name, relativeEpsilon);
        var solver = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9, MaximumSweeps = 20_000 });
        EntropicSolution solution = solver.Solve(problem);
        if (solution.ExitReason == ExitReason.Converged)
            return;
        Assert.Equal(ExitReason.PrecisionReached, solution.ExitReason);
        EntropicSolution again = solver.Solve(problem, solution.SourcePotential);
        Assert.InRange(again.MarginalViolation, 0.6 * solution.MarginalViolation, solution.MarginalViolation * 1.5);
    }

    private static TransportProblem TwoAtoms()
    {
        TransportProblem problem = HardProblems.Create("two atoms", 1e-3);
        return new TransportProblem(problem.Geometry, problem.Source, problem.Target, 0.0056795);
    }
}
