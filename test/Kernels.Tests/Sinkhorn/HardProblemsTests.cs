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

    private static TransportProblem TwoAtoms()
    {
        TransportProblem problem = HardProblems.Create("two atoms", 1e-3);
        return new TransportProblem(problem.Geometry, problem.Source, problem.Target, 0.0056795);
    }
}
