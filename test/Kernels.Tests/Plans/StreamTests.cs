namespace Microsoft.ML.SlicedOT.Kernels.Tests;

// Run alone: tests on other threads may hold the pooled buffers just when allocations are counted.
[Collection(nameof(LargeProblemTests))]
public class StreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void AStreamOfPairsOfChangingSizesAllocatesNothing(int dimension)
    {
        (float[] X, float[] A, float[] Y, float[] B)[] rows = [.. Enumerable.Range(0, 12).Select(k => Row(k, dimension))];
        var model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, dimension, 0.3);
        var solver = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-3 });
        var source = new DiscreteMeasure(rows[0].X, dimension, rows[0].A);
        var target = new DiscreteMeasure(rows[0].Y, dimension, rows[0].B);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.3);
        var solution = new EntropicSolution();
        var coupling = new Coupling();
        var plan = new float[100 * 100];
        var moved = new float[100 * dimension];
        for (int pass = 0; pass < 3; pass++)
            ReadAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void ReadAll()
        {
            foreach ((float[] x, float[] a, float[] y, float[] b) in rows)
            {
                source.Assign(x, dimension, a);
                target.Assign(y, dimension, b);
                problem.Assign(source, target);
                model.Predict(problem, solution);
                solver.Solve(problem, solution);
                coupling.Assign(solution);
                coupling.WriteDense(plan.AsSpan(0, a.Length * b.Length));
                solution.TransportedSource(moved.AsSpan(0, x.Length));
            }
        }
    }

    [Fact]
    public void SolvingHardProblemsAgainAllocatesNothing()
    {
        var solver = new SinkhornSolver();
        var solution = new EntropicSolution();
        TransportProblem[] problems = [.. HardProblems.Names.Select(name => HardProblems.Create(name, 1e-3))];
        int levels = 0;
        for (int pass = 0; pass < 2; pass++)
            SolveAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        SolveAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(levels > problems.Length);

        void SolveAll()
        {
            foreach (TransportProblem problem in problems)
            {
                solver.Solve(problem, solution);
                levels += solution.ScalingLevels;
            }
        }
    }

    [Fact]
    public void ARefilledProblemGivesTheSameBitsAsANewOne()
    {
        var source = new DiscreteMeasure([0f, 0f, 1f, 1f], 2);
        var target = new DiscreteMeasure([0f, 1f, 1f, 0f, 2f, 2f], 2);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.3);
        var solver = new SinkhornSolver();
        for (int k = 0; k < 6; k++)
        {
            (float[] x, float[] a, float[] y, float[] b) = Row(k, 2);
            source.Assign(x, 2, a);
            target.Assign(y, 2, b);
            problem.Assign(source, target);
            var fresh = new TransportProblem(
                new DiscreteMeasure(new Support(x, 2), a), new DiscreteMeasure(new Support(y, 2), b), GroundCost.SquaredEuclidean, 0.3);
            EntropicSolution expected = solver.Solve(fresh);
            EntropicSolution actual = solver.Solve(problem);
            Assert.Equal(expected.SourcePotential.ToArray(), actual.SourcePotential.ToArray());
            Assert.Equal(expected.TargetPotential.ToArray(), actual.TargetPotential.ToArray());
            Assert.Equal(fresh.Source.ContentHash, problem.Source.ContentHash);
            Assert.Equal(
                fresh.Geometry.MeanCost(fresh.Source.Weights, fresh.Target.Weights), problem.Geometry.MeanCost(source.Weights, target.Weights));
        }
    }

    [Fact]
    public void AProblemWhosePointsWereReplacedIsRefusedUntilItIsAssigned()
    {
        var source = new DiscreteMeasure([0f, 1f], 1);
        var target = new DiscreteMeasure([2f, 3f, 4f], 1);
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 1);
        source.Assign([5f, 6f, 7f, 8f], 1);
        Assert.Contains("Assign", Assert.Throws<InvalidOperationException>(() => new SinkhornSolver().Solve(problem)).Message);
        problem.Assign(source, target);
        Assert.Equal(4, new SinkhornSolver().Solve(problem).SourcePotential.Length);
        Assert.Throws<InvalidOperationException>(() => new DiscreteMeasure(new Support([0f], 1)).Assign([1f], 1));
        PairException error = Assert.Throws<PairException>(() => target.Assign([1f, float.NaN], 1));
        Assert.Equal(1, error.Slot);
        Assert.Equal(3, target.Count);
    }

    private static (float[] X, float[] A, float[] Y, float[] B) Row(int seed, int dimension)
    {
        var random = new Random(seed);
        int n = random.Next(3, 100);
        int m = random.Next(3, 100);
        return (Floats(n * dimension), Floats(n), Floats(m * dimension), Floats(m));

        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.1f + random.NextSingle())];
    }
}
