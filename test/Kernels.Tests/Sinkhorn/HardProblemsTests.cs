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
    [InlineData(1e-3)]
    [InlineData(1e-4)]
    public void WhereSweepsGetSlowNewtonsMethodTakesOver(double relativeEpsilon)
    {
        var solver = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 });
        foreach (string name in HardProblems.Names)
        {
            TransportProblem problem = HardProblems.Create(name, relativeEpsilon);
            EntropicSolution solution = solver.Solve(problem);
            Assert.True(solution.ExitReason == ExitReason.Converged, $"{name}: {solution.ExitReason} at {solution.MarginalViolation}");
            var certificate = Certificate.Compute(problem, solution.SourcePotential, solution.TargetPotential);
            Assert.InRange(certificate.MarginalViolation, 0, 1e-9 + Rounding(problem));
        }
    }

    [Fact]
    public void WeightsThatDifferByManyOrdersOfMagnitudeDoNotStopNewtonsMethod()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 20_000 }).Solve(HardProblems.Create("uneven weights", 1e-3, seed));
            Assert.True(solution.ExitReason == ExitReason.Converged, $"Draw {seed}: {solution.ExitReason} at {solution.MarginalViolation}");
        }
    }

    [Fact]
    public void NewtonsMethodIsLeftOutWhereSweepsAreFastPlainOrToKeepNoMatrix()
    {
        TransportProblem problem = HardProblems.Create("many dimensions", 1e-3);
        var options = new SinkhornOptions { Tolerance = 1e-9, MaximumSweeps = 400 };
        Assert.InRange(new SinkhornSolver(options).Solve(problem).NewtonSteps, 1, 30);
        Assert.Equal(0, new SinkhornSolver(options with { Route = SinkhornRoute.Log }).Solve(problem).NewtonSteps);
        Assert.Equal(0, new SinkhornSolver(options with { Acceleration = Acceleration.None }).Solve(problem).NewtonSteps);
        Assert.Equal(0, new SinkhornSolver(options).Solve(HardProblems.Create("many dimensions", 0.1)).NewtonSteps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(300)]
    public void NewtonStepsCountAsSweepsSoThatTheBoundHolds(int most)
    {
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-14, MaximumSweeps = most, EpsilonScaling = false })
            .Solve(HardProblems.Create("plane", 1e-4));
        Assert.Equal(ExitReason.MaximumSweepsReached, solution.ExitReason);
        Assert.InRange(solution.Sweeps, 1, most);
    }

    [Theory]
    [InlineData("line", 1e-3)]
    [InlineData("heavy tails", 1e-3)]
    [InlineData("forbidden moves", 1e-3)]
    [InlineData("plane", 1e-4)]
    [InlineData("sphere", 1e-4)]
    [InlineData("space", 1e-4)]
    public void WherePrecisionIsSaidToBeReachedNothingButRoundingIsLeft(string name, double relativeEpsilon)
    {
        TransportProblem problem = HardProblems.Create(name, relativeEpsilon);
        var solver = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-16, MaximumSweeps = 20_000 });
        EntropicSolution solution = solver.Solve(problem);
        Assert.Equal(ExitReason.PrecisionReached, solution.ExitReason);
        Assert.InRange(solution.MarginalViolation, 0, Rounding(problem));
        EntropicSolution again = solver.Solve(problem, solution.SourcePotential);
        Assert.Equal(ExitReason.PrecisionReached, again.ExitReason);
        Assert.InRange(again.MarginalViolation, 0, Rounding(problem));
    }

    [Theory]
    [InlineData("line")]
    [InlineData("plane")]
    [InlineData("ten dimensions")]
    [InlineData("duplicates and zeros")]
    [InlineData("uneven weights")]
    public void WhereRoundingExceedsTheToleranceAPlateauIsGivenUp(string name)
    {
        TransportProblem problem = HardProblems.Create(name, 1e-10);
        Assert.True(Rounding(problem) > 1e-6);
        SinkhornOptions options = new() { EpsilonScaling = false };
        foreach (SinkhornOptions choice in (SinkhornOptions[])[options, options with { Route = SinkhornRoute.Log }, options with { Acceleration = Acceleration.None }])
        {
            EntropicSolution solution = new SinkhornSolver(choice).Solve(problem);
            Assert.Equal(ExitReason.PrecisionReached, solution.ExitReason);
            Assert.InRange(solution.Sweeps, 1, 6000);
            Assert.Equal(solution.Certify().MarginalViolation, solution.MarginalViolation, 1e-3);
        }
    }

    [Fact]
    public void ATinyEpsilonIsStillReachedWhereProgressIsMade()
    {
        foreach (string name in (string[])["two atoms", "ten points", "line", "duplicates and zeros", "plane", "space", "sphere", "heavy tails"])
        {
            EntropicSolution solution = new SinkhornSolver().Solve(HardProblems.Create(name, 1e-9));
            Assert.True(solution.ExitReason == ExitReason.Converged, $"{name}: {solution.ExitReason} at {solution.MarginalViolation}");
        }
    }

    /// <summary>What all entries may be off by where potentials of the size of the cost are rounded to double precision.</summary>
    private static double Rounding(TransportProblem problem) => 1e-15 + (Math.ScaleB(1, -53) * problem.Geometry.CostBound / problem.Epsilon);

    private static TransportProblem TwoAtoms()
    {
        TransportProblem problem = HardProblems.Create("two atoms", 1e-3);
        return new TransportProblem(problem.Geometry, problem.Source, problem.Target, 0.0056795);
    }
}
