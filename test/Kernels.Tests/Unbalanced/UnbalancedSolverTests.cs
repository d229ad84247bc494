using System.Text.Json;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class UnbalancedSolverTests
{
    private static readonly SinkhornSolver Precise = new(new SinkhornOptions { Tolerance = 1e-11, Certify = true });

    [Theory]
    [InlineData("unbalanced-plane")]
    [InlineData("unbalanced-space")]
    [InlineData("unbalanced-loose")]
    [InlineData("unbalanced-tight")]
    public void SolvesToTheSameCouplingAsPythonOptimalTransport(string name)
    {
        using Stream stream = typeof(UnbalancedSolverTests).Assembly.GetManifestResourceStream(name + ".json")!;
        Reference reference = JsonSerializer.Deserialize<Reference>(stream, new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
        var penalty = MassPenalty.Absolute(reference.MassPenalty);
        var problem = new TransportProblem(
            Measure(reference.SourcePoints, reference.SourceWeights), Measure(reference.TargetPoints, reference.TargetWeights),
            GroundCost.SquaredEuclidean, reference.Epsilon, penalty, penalty);
        foreach (SinkhornRoute route in Enum.GetValues<SinkhornRoute>())
        {
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-11, Route = route }).Solve(problem);
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
            Coupling coupling = solution.Coupling();
            var row = new double[problem.TargetCount];
            var leaving = new double[problem.SourceCount];
            coupling.SourceMarginal(leaving);
            for (int i = 0; i < problem.SourceCount; i++)
            {
                coupling.WriteRow(i, row);
                for (int j = 0; j < row.Length; j++)
                    Assert.Equal(reference.Coupling[i][j], row[j], 1e-8);
                Assert.Equal(reference.Coupling[i].Sum(), leaving[i], 1e-8);
            }

            Assert.Equal(reference.Coupling.Sum(row => row.Sum()), coupling.Mass, 1e-8);
            Assert.Equal(reference.TransportCost, coupling.TransportCost, 1e-8);
        }
    }

    [Theory]
    [InlineData(0.05, 0.5, 0.5, 2, 0.5)]
    [InlineData(0.05, 0.01, 3, 1, 1)]
    [InlineData(0.05, double.PositiveInfinity, 0.2, 3, 0.7)]
    [InlineData(0.05, 0.2, double.PositiveInfinity, 3, 0.7)]
    [InlineData(0.1, 0.2, 1, 1e-3, 1e4)]
    public void AgreesWithPlainSweepsOnTheWeightsAsGiven(double epsilon, double firstPenalty, double secondPenalty, double sourceMass, double targetMass)
    {
        TransportProblem problem = UnbalancedClouds.Random(
            5, 14, 11, epsilon, sourceMass, targetMass, MassPenalty.Absolute(firstPenalty), MassPenalty.Absolute(secondPenalty), zeroShare: 0.3);
        DenseUnbalanced reference = new DenseUnbalanced(problem).Sweep(1000);
        double[,] plan = reference.Plan();
        EntropicSolution solution = Precise.Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        double largest = plan.Cast<double>().Max();
        var row = new double[problem.TargetCount];
        for (int i = 0; i < problem.SourceCount; i++)
        {
            solution.Coupling().WriteRow(i, row);
            for (int j = 0; j < row.Length; j++)
                Assert.Equal(plan[i, j], row[j], 1e-9 * largest);
        }

        Certificate certificate = solution.Certificate!;
        Assert.Equal(reference.Dual(), certificate.DualValue, 1e-9 * Math.Max(1, Math.Abs(certificate.DualValue)));
        Assert.Equal(reference.Primal(plan), certificate.PrimalValue, 1e-9 * Math.Max(1, Math.Abs(certificate.DualValue)));
        Assert.InRange(certificate.RelativeDualityGap, 0, 1e-9);
        if (double.IsInfinity(firstPenalty))
            Assert.Equal(problem.Source.TotalMass, solution.Coupling().Mass, 1e-9 * sourceMass);
    }

    [Fact]
    public void WithoutPenaltiesNothingChangesNotEvenABit()
    {
        TransportProblem balanced = UnbalancedClouds.Random(7, 60, 50, 0.02, 1, 1, MassPenalty.Exact, MassPenalty.Exact);
        var plain = new TransportProblem(balanced.Source, balanced.Target, GroundCost.SquaredEuclidean, 0.02);
        EntropicSolution expected = Precise.Solve(plain), solution = Precise.Solve(balanced);
        Assert.True(balanced.IsBalanced);
        Assert.Equal(1, balanced.MassFactor);
        Assert.Equal(expected.SourcePotential.ToArray(), solution.SourcePotential.ToArray());
        Assert.Equal(expected.TargetPotential.ToArray(), solution.TargetPotential.ToArray());
        Assert.Equal(expected.Certificate, solution.Certificate);
        Assert.Equal(expected.Sweeps, solution.Sweeps);

        // A workspace that solved an unbalanced problem in between is as good as new.
        Precise.Solve(UnbalancedClouds.With(balanced, MassPenalty.Absolute(0.1), MassPenalty.Absolute(0.2)));
        Assert.Equal(expected.SourcePotential.ToArray(), Precise.Solve(plain).SourcePotential.ToArray());
    }

    [Fact]
    public void TendsToTheBalancedSolutionInFirstOrder()
    {
        TransportProblem problem = UnbalancedClouds.Random(9, 30, 25, 0.05, 1, 1, MassPenalty.Exact, MassPenalty.Exact);
        var balanced = new float[30 * 25];
        Precise.Solve(problem).Coupling().WriteDense(balanced);
        double[] expected = Dense(Precise.Solve(problem));
        var products = new List<double>();
        foreach (double penalty in new[] { 1e2, 1e3, 1e4, 1e6 })
        {
            EntropicSolution solution = Precise.Solve(UnbalancedClouds.With(problem, MassPenalty.Absolute(penalty), MassPenalty.Absolute(penalty)));
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
            products.Add(penalty * Dense(solution).Zip(expected, static (p, q) => Math.Abs(p - q) / q).Max());
        }

        Assert.All(products, product => Assert.InRange(product / products[0], 0.8, 1.2));
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e37)]
    public void AHugePenaltyIsAsGoodAsNone(double penalty)
    {
        TransportProblem problem = UnbalancedClouds.Random(9, 30, 25, 0.05, 1, 1, MassPenalty.Exact, MassPenalty.Exact);
        double[] expected = Dense(Precise.Solve(problem));
        EntropicSolution solution = Precise.Solve(UnbalancedClouds.With(problem, MassPenalty.Absolute(penalty), MassPenalty.Absolute(penalty)));
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        Assert.InRange(Dense(solution).Zip(expected, static (p, q) => Math.Abs(p - q) / q).Max(), 0, 1e-6);
        Assert.Equal(Precise.Solve(problem).Certificate!.DualValue, solution.Certificate!.DualValue, 1e-7);
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(1e-3)]
    public void ATinyPenaltyLeavesBothSidesFree(double penalty)
    {
        TransportProblem problem = UnbalancedClouds.Random(10, 20, 15, 0.05, 1, 1, MassPenalty.Absolute(penalty), MassPenalty.Absolute(penalty));
        EntropicSolution solution = Precise.Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);

        // Without any penalty the minimum is a_i b_j exp(-C_ij / epsilon), entry for entry.
        var row = new double[15];
        for (int i = 0; i < 20; i++)
        {
            solution.Coupling().WriteRow(i, row);
            for (int j = 0; j < 15; j++)
            {
                double free = problem.Source.Weights[i] * problem.Target.Weights[j] * Math.Exp(-problem.Geometry.Evaluate(i, j) / 0.05);
                Assert.InRange(row[j] / free, 1 - (1e4 * penalty), 1 + (1e4 * penalty));
            }
        }
    }

    [Theory]
    [InlineData(2, 0.5, 0.5, 0.5)]
    [InlineData(1e-5, 1e6, 0.1, 3)]
    [InlineData(1e-200, 1e150, 0.3, 0.3)]
    public void TotalsAreAFactor(double sourceMass, double targetMass, double firstPenalty, double secondPenalty)
    {
        MassPenalty first = MassPenalty.Absolute(firstPenalty), second = MassPenalty.Absolute(secondPenalty);
        TransportProblem one = UnbalancedClouds.Random(11, 12, 17, 0.05, 1, 1, first, second);
        TransportProblem other = UnbalancedClouds.Random(11, 12, 17, 0.05, sourceMass, targetMass, first, second);
        double sum = 0.05 + firstPenalty + secondPenalty;
        double factor = Math.Pow(sourceMass, (0.05 + firstPenalty) / sum) * Math.Pow(targetMass, (0.05 + secondPenalty) / sum);
        Assert.Equal(1, other.MassFactor / factor, 1e-10);
        Assert.Equal(1, Precise.Solve(other).Coupling().Mass / (factor * Precise.Solve(one).Coupling().Mass), 1e-9);
    }

    [Fact]
    public void SwappingTheSidesTransposes()
    {
        TransportProblem problem = UnbalancedClouds.Random(12, 13, 18, 0.04, 2, 0.5, MassPenalty.Absolute(0.2), MassPenalty.Absolute(0.7));
        var swapped = new TransportProblem(problem.Target, problem.Source, GroundCost.SquaredEuclidean, 0.04, problem.TargetPenalty, problem.SourcePenalty);
        EntropicSolution solution = Precise.Solve(problem), other = Precise.Solve(swapped);
        double[] plan = Dense(solution), transposed = Dense(other);
        for (int i = 0; i < 13; i++)
            for (int j = 0; j < 18; j++)
                Assert.Equal(plan[(i * 18) + j], transposed[(j * 13) + i], 1e-10);
        Assert.Equal(solution.Certificate!.DualValue, other.Certificate!.DualValue, 1e-10);
    }

    [Fact]
    public void WhereAllMassIsDestroyedNothingBreaks()
    {
        var source = new DiscreteMeasure(new float[] { 0, 0, 1, 0, 0, 1 }, 2);
        var target = new DiscreteMeasure(new float[] { 1e3f, 0, 1e3f, 1 }, 2);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.1, MassPenalty.Absolute(1), MassPenalty.Absolute(1));
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Certify = true }).Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        Assert.All(solution.SourcePotential.ToArray(), value => Assert.True(double.IsFinite(value)));
        Assert.Equal(0, solution.Coupling().Mass);
        Assert.InRange(solution.MarginalViolation, 0, 1e-6);
        Assert.Equal(2.1, solution.Certificate!.PrimalValue, 1e-9); // rho1 A + rho2 B + epsilon A B: nothing is moved
        float[] moved = solution.TransportedSource();
        Assert.All(moved, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void PartsFarApartAreSolvedEachForItself()
    {
        var random = new Random(13);
        var source = new float[2 * 40];
        var target = new float[2 * 40];
        for (int k = 0; k < 80; k++)
        {
            float offset = k < 40 ? 0 : 30;
            source[k] = random.NextSingle() + offset;
            target[k] = random.NextSingle() + offset;
        }

        // 60 % of the source and 30 % of the target are in the first part.
        double[] a = [.. Enumerable.Range(0, 40).Select(i => i < 20 ? 0.03 : 0.02)], b = [.. Enumerable.Range(0, 40).Select(i => i < 20 ? 0.015 : 0.035)];
        var problem = new TransportProblem(
            new DiscreteMeasure(new Support(source, 2), a), new DiscreteMeasure(new Support(target, 2), b), GroundCost.SquaredEuclidean, 0.05,
            MassPenalty.Absolute(1), MassPenalty.Absolute(1));
        EntropicSolution solution = Precise.Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        double[] plan = Dense(solution);
        double[,] reference = new DenseUnbalanced(problem).Sweep(2000).Plan();
        for (int i = 0; i < 40; i++)
            for (int j = 0; j < 40; j++)
                Assert.Equal(reference[i, j], plan[(i * 40) + j], 1e-9);
    }

    [Theory]
    [InlineData(0.05, 1, 6)]
    [InlineData(0.05, 10, 14)]
    [InlineData(0.05, 100, 46)]
    public void AccelerationTakesFewSweeps(double epsilon, double penaltyRatio, int most)
    {
        var penalty = MassPenalty.Absolute(epsilon * penaltyRatio);
        TransportProblem problem = UnbalancedClouds.WithOutliers(14, 200, 0.15, epsilon, penalty, out _);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-4, Certify = true, MaximumSweeps = most }).Solve(problem);
        Assert.True(solution.Certificate!.RelativeDualityGap < 1e-6, $"{solution.Certificate} after {solution.Sweeps}, {solution.ExitReason}");
    }

    [Fact]
    public void MassThatIsDestroyedTellsOutliers()
    {
        for (int seed = 0; seed < 3; seed++)
        {
            TransportProblem problem = UnbalancedClouds.WithOutliers(seed, 200, 0.15, 0.05, MassPenalty.Relative(0.1), out bool[] isOutlier);
            Coupling coupling = new SinkhornSolver().Solve(problem).Coupling();
            var arriving = new double[200];
            coupling.TargetMarginal(arriving);
            double[] missing = [.. arriving.Select((mass, j) => problem.Target.Weights[j] - mass)];
            double wins = 0, pairs = 0;
            for (int i = 0; i < 200; i++)
                for (int j = 0; j < 200; j++)
                {
                    if (!isOutlier[i] || isOutlier[j])
                        continue;
                    pairs++;
                    wins += missing[i] > missing[j] ? 1 : 0;
                }

            Assert.InRange(wins / pairs, 0.8, 1);
        }
    }

    [Fact]
    public void WhereCostsAreThousandsOfEpsilonsToleranceIsReachedAllTheSame()
    {
        TransportProblem problem = UnbalancedClouds.WithOutliers(22, 200, 0.15, 0.1, MassPenalty.Absolute(2), out _);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9, MaximumSweeps = 300 }).Solve(problem);
        Assert.Equal(ExitReason.Converged, solution.ExitReason);
        Assert.InRange(solution.Sweeps, 1, 200);
    }

    [Fact]
    public void TheSweepsAllowedAreKeptAndToldAbout()
    {
        TransportProblem problem = UnbalancedClouds.WithOutliers(15, 100, 0.15, 0.05, MassPenalty.Absolute(50), out _);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9, MaximumSweeps = 3, EpsilonScaling = false }).Solve(problem);
        Assert.Equal(ExitReason.MaximumSweepsReached, solution.ExitReason);
        Assert.Equal(3, solution.Sweeps);
        Assert.Equal(solution.Coupling().MarginalViolation, solution.MarginalViolation, 1e-12);
        Assert.InRange(solution.MarginalViolation, 1e-3, 2);
    }

    [Fact]
    public void PlainSweepsAndScalingThroughLargerEpsilonsEndInTheSamePlace()
    {
        TransportProblem problem = UnbalancedClouds.Random(16, 40, 30, 0.001, 2, 1, MassPenalty.Absolute(0.05), MassPenalty.Absolute(0.1));
        double[] expected = Dense(Precise.Solve(problem));
        foreach (SinkhornOptions options in new[]
        {
            new SinkhornOptions { Tolerance = 1e-11, EpsilonScaling = true },
            new SinkhornOptions { Tolerance = 1e-11, EpsilonScaling = false },
            new SinkhornOptions { Tolerance = 1e-11, Acceleration = Acceleration.None, EpsilonScaling = false, MaximumSweeps = 100_000 },
        })
        {
            EntropicSolution solution = new SinkhornSolver(options).Solve(problem);
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
            Assert.Equal(expected, Dense(solution), (p, q) => Math.Abs(p - q) < 1e-9);
        }
    }

    [Fact]
    public void RoundingGivesTheMarginalsAskedFor()
    {
        TransportProblem problem = UnbalancedClouds.Random(17, 20, 16, 0.05, 2, 0.5, MassPenalty.Absolute(0.3), MassPenalty.Absolute(0.4));
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { MaximumSweeps = 2, Tolerance = 1e-9 }).Solve(problem);
        RoundedCoupling rounded = solution.Coupling().Round();
        var row = new double[16];
        var columns = new double[16];
        double total = 0;
        for (int i = 0; i < 20; i++)
        {
            rounded.WriteRow(i, row);
            double asked = problem.MassFactor * problem.Source.Weights[i] * Math.Exp(-solution.SourcePotential[i] / 0.3);
            Assert.Equal(asked, row.Sum(), 1e-12);
            total += row.Sum();
            for (int j = 0; j < 16; j++)
                columns[j] += row[j];
        }

        for (int j = 0; j < 16; j++)
            Assert.Equal(problem.MassFactor * problem.Target.Weights[j] * Math.Exp(-solution.TargetPotential[j] / 0.4), columns[j], 1e-12);
        Assert.Equal(total, columns.Sum(), 1e-12);
    }

    [Fact]
    public void GridsMatricesAndSpheresAreSolvedByTheSameSteps()
    {
        MassPenalty first = MassPenalty.Relative(0.5), second = MassPenalty.Absolute(0.3);
        TransportProblem grids = Problems.Grids(18, Problems.Grid3(3, 4, 2), Problems.Grid3(2, 3, 5), 0.1, zeroShare: 0.3);
        TransportProblem matrix = Problems.Random(19, 20, 15, 2, 0.1, asMatrix: true), arcs = Problems.Random(20, 20, 15, 3, 0.1, offset: 0.1f);
        foreach ((TransportProblem problem, GroundCost cost) in new[] { (grids, GroundCost.SquaredEuclidean), (matrix, matrix.Geometry.Cost), (arcs, GroundCost.SphereArc) })
        {
            var unbalanced = new TransportProblem(problem.Source, problem.Target, cost, 0.1, first, second);
            double[,] expected = new DenseUnbalanced(unbalanced).Sweep(300).Plan();
            double[] plan = Dense(Precise.Solve(unbalanced));
            for (int i = 0; i < unbalanced.SourceCount; i++)
                for (int j = 0; j < unbalanced.TargetCount; j++)
                    Assert.Equal(expected[i, j], plan[(i * unbalanced.TargetCount) + j], 1e-9);
        }
    }

    [Fact]
    public void APredictionTakesDampedHalfSteps()
    {
        TransportProblem problem = UnbalancedClouds.Random(21, 25, 20, 0.05, 2, 0.5, MassPenalty.Absolute(0.3), MassPenalty.Absolute(0.1), zeroShare: 0.2);
        var model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.05, start: UntrainedStart.FixedDirections);
        var start = new double[25];
        model.PredictSourcePotential(problem, start);
        double[,] expected = new DenseUnbalanced(problem).Sweep(1, start, turns: 100).Plan();
        EntropicSolution solution = model.Predict(problem);
        Assert.Equal(ExitReason.Predicted, solution.ExitReason);
        double[] plan = Dense(solution);
        for (int i = 0; i < 25; i++)
            for (int j = 0; j < 20; j++)
                Assert.Equal(expected[i, j], plan[(i * 20) + j], 2e-5 * Math.Max(1e-3, expected[i, j]));
        Assert.Equal(solution.Coupling().MarginalViolation, solution.MarginalViolation, 1e-9);
    }

    private static double[] Dense(EntropicSolution solution)
    {
        Coupling coupling = solution.Coupling();
        var plan = new double[coupling.SourceCount * coupling.TargetCount];
        for (int i = 0; i < coupling.SourceCount; i++)
            coupling.WriteRow(i, plan.AsSpan(i * coupling.TargetCount, coupling.TargetCount));
        return plan;
    }

    private static DiscreteMeasure Measure(double[][] points, double[] weights) =>
        new(new Support(points.SelectMany(point => point.Select(x => (float)x)).ToArray(), points[0].Length), weights);

    private sealed record Reference(
        double Epsilon, double MassPenalty, double[][] SourcePoints, double[][] TargetPoints, double[] SourceWeights, double[] TargetWeights,
        double[][] Coupling, double TransportCost);
}
