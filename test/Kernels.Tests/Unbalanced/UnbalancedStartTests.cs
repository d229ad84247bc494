namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class UnbalancedStartTests
{
    [Theory]
    [InlineData(0.02, 0.02)]
    [InlineData(0.02, 0.2)]
    [InlineData(0.02, 2)]
    [InlineData(0.2, 0.05)]
    [InlineData(0.002, 0.2)]
    public void NoStartIsWorseThanNone(double epsilon, double penalty)
    {
        foreach (UntrainedStart start in Enum.GetValues<UntrainedStart>())
        {
            var untrained = new UntrainedPotential(GroundCost.SquaredEuclidean, 2, start);
            double cold = 0, warm = 0;
            for (int seed = 0; seed < 4; seed++)
            {
                TransportProblem problem = UnbalancedClouds.Random(seed, 60, 80, epsilon, 1, 2, MassPenalty.Absolute(penalty), MassPenalty.Absolute(penalty), zeroShare: 0.1);
                double[] expected = Dense(new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem));
                var f = new double[60];
                cold += Error(Predict(problem, f), expected);
                untrained.Compute(problem, f);
                Assert.Equal(0, Enumerable.Range(0, 60).Sum(i => problem.Source.Weights[i] * f[i]), 1e-9);
                Assert.True(EntropicDual.SemiDual(problem, f) >= EntropicDual.SemiDual(problem, new double[60]) - 1e-6);
                warm += Error(Predict(problem, f), expected);
            }

            Assert.InRange(warm, 0, 1.05 * cold);
        }
    }

    [Fact]
    public void WhereMassIsCheapBalancedStartsOvershootAndThisOneDoesNot()
    {
        TransportProblem problem = UnbalancedClouds.WithOutliers(3, 128, 0.15, 0.1, MassPenalty.Absolute(2), out _);
        var untrained = new UntrainedPotential(GroundCost.SquaredEuclidean, 2, UntrainedStart.Frame);
        double[] expected = Dense(new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem));
        double[] f = new double[128], balanced = new double[128];
        untrained.Compute(UnbalancedClouds.With(problem, default, default), balanced);
        untrained.Compute(problem, f);
        Assert.True(Error(Predict(problem, balanced), expected) > 1e3);
        Assert.InRange(Error(Predict(problem, f), expected), 0, 1.05 * Error(Predict(problem, new double[128]), expected));
    }

    [Fact]
    public void EveryCostDimensionAndDegenerateMeasureHasAStart()
    {
        MassPenalty first = MassPenalty.Absolute(0.5), second = MassPenalty.Exact;
        TransportProblem line = Problems.Random(1, 9, 7, 1, 0.1), many = Problems.Random(2, 9, 7, 40, 0.5), arcs = Problems.Random(3, 9, 7, 3, 0.1, offset: 0.1f);
        var point = new DiscreteMeasure(new float[] { 1, 2 }, 2);
        var onALine = new DiscreteMeasure(new float[] { 0, 0, 1, 1, 2, 2 }, 2);
        foreach (TransportProblem problem in new[]
        {
            new TransportProblem(line.Source, line.Target, GroundCost.SquaredEuclidean, 0.1, first, second),
            new TransportProblem(many.Source, many.Target, GroundCost.SquaredEuclidean, 0.5, second, first),
            new TransportProblem(arcs.Source, arcs.Target, GroundCost.SphereArc, 0.1, first, first),
            new TransportProblem(point, onALine, GroundCost.SquaredEuclidean, 0.1, first, first),
            new TransportProblem(onALine, point, GroundCost.SquaredEuclidean, 0.1, first, second),
            new TransportProblem(point, point, GroundCost.SquaredEuclidean, 0.1, first, first),
            new TransportProblem(onALine, onALine, GroundCost.SquaredEuclidean, 1e-6, MassPenalty.Absolute(1e-8), MassPenalty.Absolute(1e30)),
        })
        {
            var untrained = new UntrainedPotential(problem.Geometry.Cost, problem.Source.Dimension);
            var f = new double[problem.SourceCount];
            untrained.Compute(problem, f);
            Assert.All(f, value => Assert.True(double.IsFinite(value)));
            EntropicSolution solution = AmortizedCouplingModel.Untrained(problem.Geometry.Cost, problem.Source.Dimension, problem.Epsilon).Predict(problem, refinement: new SinkhornOptions());
            Assert.Equal(ExitReason.Converged, solution.ExitReason);
        }
    }

    [Fact]
    public void PooledAtomsAreAlmostTheSolution()
    {
        foreach (double penalty in new[] { 0.05, 0.5 })
        {
            TransportProblem problem = UnbalancedClouds.Random(5, 300, 250, 0.02, 2, 1, MassPenalty.Absolute(penalty), MassPenalty.Absolute(penalty));
            double[] expected = Dense(new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem));
            var f = new double[300];
            Assert.Equal(UntrainedStart.Pooled, new UntrainedPotential(GroundCost.SquaredEuclidean, 2).Compute(problem, f));
            Assert.InRange(Error(Predict(problem, f), expected), 0, 0.05);
        }
    }

    private static double[] Predict(TransportProblem problem, double[] f)
    {
        var solution = new EntropicSolution();
        SinkhornSolver.Predict(problem, f, 2, solution);
        return Dense(solution);
    }

    private static double Error(double[] plan, double[] expected) =>
        Math.Sqrt(plan.Zip(expected, static (p, q) => (p - q) * (p - q)).Sum() / expected.Sum(static q => q * q));

    private static double[] Dense(EntropicSolution solution)
    {
        Coupling coupling = solution.Coupling();
        var plan = new double[coupling.SourceCount * coupling.TargetCount];
        for (int i = 0; i < coupling.SourceCount; i++)
            coupling.WriteRow(i, plan.AsSpan(i * coupling.TargetCount, coupling.TargetCount));
        return plan;
    }
}
