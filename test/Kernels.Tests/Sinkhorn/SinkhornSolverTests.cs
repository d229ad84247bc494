namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SinkhornSolverTests
{
    public static TheoryData<SinkhornRoute, Acceleration, double> Settings
    {
        get
        {
            var settings = new TheoryData<SinkhornRoute, Acceleration, double>();
            foreach (SinkhornRoute route in Enum.GetValues<SinkhornRoute>())
                foreach (Acceleration acceleration in Enum.GetValues<Acceleration>())
                    foreach (double tolerance in new[] { 1e-2, 1e-6, 1e-10 })
                        settings.Add(route, acceleration, tolerance);
            return settings;
        }
    }

    private static readonly string[] KindNames = ["plane", "space", "high dimension", "matrix", "zeros", "grid", "many zeros"];

    public static TheoryData<string> Kinds => [.. KindNames];

    [Theory]
    [MemberData(nameof(Settings))]
    public void ConvergedMeansConverged(SinkhornRoute route, Acceleration acceleration, double tolerance)
    {
        var solver = new SinkhornSolver(new SinkhornOptions { Tolerance = tolerance, Route = route, Acceleration = acceleration });
        foreach (string kind in KindNames)
        {
            TransportProblem problem = Problem(kind);
            EntropicSolution solution = solver.Solve(problem);
            double violation = ScalarReference.MarginalViolation(problem, ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential));
            Assert.True(solution.ExitReason == ExitReason.Converged, $"{kind}: {solution.ExitReason} at {solution.MarginalViolation}");
            Assert.True(violation <= tolerance * (1 + 1e-3), $"{kind}: {violation} exceeds {tolerance}");
            Assert.True(violation <= (solution.MarginalViolation * 1.001) + 1e-12, $"{kind}: {violation} where {solution.MarginalViolation} was reported");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryRouteEndsAtTheSameGaugedPotentials(string kind)
    {
        TransportProblem problem = Problem(kind);
        double[]? expected = null;
        foreach (SinkhornRoute route in Enum.GetValues<SinkhornRoute>())
            foreach (Acceleration acceleration in Enum.GetValues<Acceleration>())
            {
                EntropicSolution solution = new SinkhornSolver(
                    new SinkhornOptions { Tolerance = 1e-11, Route = route, Acceleration = acceleration }).Solve(problem);
                double mean = 0;
                for (int i = 0; i < problem.SourceCount; i++)
                    mean += problem.Source.Weights[i] * solution.SourcePotential[i];
                Assert.Equal(0, mean, 1e-12);
                expected ??= solution.SourcePotential.ToArray();
                for (int i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i], solution.SourcePotential[i], 1e-7);
            }
    }

    [Fact]
    public void AndersonTakesFarFewerSweepsThanPlainSinkhorn()
    {
        TransportProblem problem = Problems.Random(8, 200, 150, 2, 0.005);
        int plain = new SinkhornSolver(new SinkhornOptions { Acceleration = Acceleration.None }).Solve(problem).Sweeps;
        int accelerated = new SinkhornSolver().Solve(problem).Sweeps;
        Assert.True(accelerated * 4 < plain, $"{accelerated} against {plain}");
    }

    [Fact]
    public void StartAtTheSolutionEndsAtOnce()
    {
        TransportProblem problem = Problem("plane");
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        EntropicSolution again = new SinkhornSolver().Solve(problem, solution.SourcePotential);
        Assert.Equal(1, again.Sweeps);
        Assert.Equal(ExitReason.Converged, again.ExitReason);
    }

    [Fact]
    public void TooFewSweepsAreReportedWithTheBestSeen()
    {
        TransportProblem problem = Problems.Random(8, 60, 50, 2, 0.002);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 3 }).Solve(problem);
        Assert.Equal(ExitReason.MaximumSweepsReached, solution.ExitReason);
        Assert.Equal(3, solution.Sweeps);
        double violation = ScalarReference.MarginalViolation(problem, ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential));
        Assert.Equal(violation, solution.MarginalViolation, 1e-9);
    }

    [Fact]
    public void ImpossibleToleranceEndsAtTheLimitOfPrecision()
    {
        foreach (SinkhornRoute route in Enum.GetValues<SinkhornRoute>())
        {
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-30, Route = route }).Solve(Problem("plane"));
            Assert.Equal(ExitReason.PrecisionReached, solution.ExitReason);
            Assert.InRange(solution.MarginalViolation, 0, 1e-12);
        }
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(1e-11)]
    public void TinyEpsilonGivesFinitePotentials(double epsilon)
    {
        TransportProblem problem = Problems.Random(5, 12, 9, 2, epsilon, zeroShare: 0.2);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 50 }).Solve(problem);
        Assert.All(solution.SourcePotential.ToArray(), static value => Assert.True(double.IsFinite(value)));
        Assert.All(solution.TargetPotential.ToArray(), static value => Assert.True(double.IsFinite(value)));
        Assert.False(double.IsNaN(solution.MarginalViolation));
        Assert.NotEqual(ExitReason.Predicted, solution.ExitReason);
    }

    [Fact]
    public void EpsilonBeyondDoublePrecisionIsRefused()
    {
        TransportProblem problem = Problems.Random(5, 12, 9, 2, 1e-200);
        Assert.Contains("Use an epsilon of at least", Assert.Throws<PairException>(() => new SinkhornSolver().Solve(problem)).Message);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 20)]
    [InlineData(20, 1)]
    public void OneAtomOnASide(int n, int m)
    {
        TransportProblem problem = Problems.Random(5, n, m, 2, 0.01);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        Assert.InRange(solution.Sweeps, 1, 20);
    }

    [Fact]
    public void AllPointsEqualGivesTheProductCoupling()
    {
        var source = new DiscreteMeasure(new Support(new float[10], 2));
        var target = new DiscreteMeasure(new Support(new float[14], 2));
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.1);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        Assert.All(solution.SourcePotential.ToArray(), static value => Assert.Equal(0, value, 1e-9));
        Assert.All(solution.TargetPotential.ToArray(), static value => Assert.Equal(0, value, 1e-7));
    }

    [Fact]
    public void ZeroWeightAtomsAreGivenTheSoftCTransform()
    {
        foreach (string kind in new[] { "zeros", "many zeros", "grid" })
        {
            TransportProblem problem = Problem(kind);
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
            double[] f = ScalarReference.ToSource(problem, solution.TargetPotential);
            double[] g = ScalarReference.ToTarget(problem, solution.SourcePotential);
            for (int i = 0; i < f.Length; i++)
                Assert.Equal(f[i], solution.SourcePotential[i], 1e-6);
            for (int j = 0; j < g.Length; j++)
                Assert.Equal(g[j], solution.TargetPotential[j], 1e-6);
        }
    }

    [Fact]
    public void OneSolutionObjectServesProblemsOfAnySize()
    {
        var solver = new SinkhornSolver();
        var solution = new EntropicSolution();
        foreach ((int n, int m) in new[] { (40, 30), (5, 60), (33, 2), (40, 30) })
        {
            TransportProblem problem = Problems.Random(n, n, m, 2, 0.02);
            solver.Solve(problem, solution);
            EntropicSolution fresh = solver.Solve(problem);
            Assert.Equal(fresh.SourcePotential.ToArray(), solution.SourcePotential.ToArray());
            Assert.Equal(fresh.TargetPotential.ToArray(), solution.TargetPotential.ToArray());
        }
    }

    [Fact]
    public void SolvingAllocatesNothingOnceWarm()
    {
        var solver = new SinkhornSolver();
        var solution = new EntropicSolution();
        TransportProblem[] problems = [Problem("plane"), Problem("grid"), Problem("matrix"), Problem("many zeros")];
        long allocated = long.MaxValue;
        for (int round = 0; round < 20 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (TransportProblem problem in problems)
            {
                solver.Solve(problem, solution);
                SinkhornSolver.Predict(problem, solution.SourcePotential, 2, solution);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void CancellationLeavesTheDestinationAlone()
    {
        var solver = new SinkhornSolver();
        var solution = new EntropicSolution();
        solver.Solve(Problem("plane"), solution);
        int sweeps = solution.Sweeps;
        Assert.Throws<OperationCanceledException>(() => solver.Solve(Problem("space"), solution, default, new CancellationToken(canceled: true)));
        Assert.Equal(sweeps, solution.Sweeps);
    }

    public static TheoryData<SinkhornOptions, string> AbsurdOptions => new()
    {
        { new SinkhornOptions { AndersonMemory = 65_536 }, nameof(SinkhornOptions.AndersonMemory) },
        { new SinkhornOptions { AndersonMemory = int.MaxValue }, nameof(SinkhornOptions.AndersonMemory) },
        { new SinkhornOptions { MaximumSweeps = int.MaxValue }, nameof(SinkhornOptions.MaximumSweeps) },
        { new SinkhornOptions { Acceleration = (Acceleration)99 }, nameof(SinkhornOptions.Acceleration) },
        { new SinkhornOptions { Route = (SinkhornRoute)99 }, nameof(SinkhornOptions.Route) },
    };

    [Theory]
    [MemberData(nameof(AbsurdOptions))]
    public void AbsurdSettingsAreRefusedByName(SinkhornOptions options, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new SinkhornSolver(options)).ParamName);

    [Fact]
    public void SettingsAndStartsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SinkhornSolver(new SinkhornOptions { Tolerance = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SinkhornSolver(new SinkhornOptions { Tolerance = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SinkhornSolver(new SinkhornOptions { AndersonMemory = 0 }));
        Assert.Throws<ArgumentException>(() => new SinkhornSolver().Solve(Problem("plane"), [1.0]));
    }

    [Fact]
    public void PredictionTakesTheHalfStepsItIsAskedFor()
    {
        TransportProblem problem = Problem("many zeros");
        double[] start = Problems.Potential(1, problem.SourceCount, 0.1);
        double[] f = start;
        double[] g = [];
        var solution = new EntropicSolution();
        for (int halfSteps = 1; halfSteps <= 4; halfSteps++)
        {
            if (halfSteps % 2 == 1)
                g = ScalarReference.ToTarget(problem, f);
            else
                f = ScalarReference.ToSource(problem, g);
            SinkhornSolver.Predict(problem, start, halfSteps, solution);
            double[,] plan = ScalarReference.Plan(problem, solution.SourcePotential, solution.TargetPotential);
            double[,] expected = ScalarReference.Plan(problem, f, g);
            for (int i = 0; i < problem.SourceCount; i++)
                for (int j = 0; j < problem.TargetCount; j++)
                    Assert.Equal(expected[i, j], plan[i, j], 1e-6);
            Assert.Equal(ScalarReference.MarginalViolation(problem, expected), solution.MarginalViolation, 1e-5);
            Assert.Equal(ExitReason.Predicted, solution.ExitReason);
        }
    }

    private static TransportProblem Problem(string kind) => kind switch
    {
        "plane" => Problems.Random(1, 40, 31, 2, 0.02),
        "space" => Problems.Random(2, 25, 50, 3, 0.05),
        "high dimension" => Problems.Random(3, 30, 20, 11, 0.5),
        "matrix" => Problems.Random(4, 20, 30, 2, 0.03, asMatrix: true),
        "zeros" => Problems.Random(5, 40, 31, 2, 0.02, zeroShare: 0.05),
        "grid" => Problems.Grids(6, Support.Grid(9, 9), Support.Grid(6, 12), 0.02, zeroShare: 0.5),
        _ => Problems.Random(7, 60, 70, 2, 0.02, zeroShare: 0.7),
    };
}
