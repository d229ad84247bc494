namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Problems whose cost matrix would not be welcome in memory, and solvers shared between threads. Alone, because allocations are counted.</summary>
[Collection(nameof(LargeProblemTests))]
[CollectionDefinition(nameof(LargeProblemTests), DisableParallelization = true)]
public class LargeProblemTests
{
    [Fact]
    public void MemoryGrowsWithTheNumberOfAtomsNotOfPairs()
    {
        const int Count = 6000; // a matrix of floats would take 144 MB
        TransportProblem problem = Problems.Random(1, Count, Count, 2, 0.1);
        double[] f = Problems.Potential(1, Count, 0.01);
        var solution = new EntropicSolution();
        var projection = new float[2 * Count];
        var row = new float[Count];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        SinkhornSolver.Predict(problem, f, 2, solution);
        Certificate certificate = solution.Certify();
        solution.TransportedSource(projection);
        solution.Coupling().WriteRow(17, row);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.InRange(allocated, 0, 24 << 20);
        Assert.Equal(certificate.MarginalViolation, solution.MarginalViolation, 1e-4);
        Assert.Equal(problem.Source.Weights[17], row.Sum(static value => (double)value), 1e-6 * problem.Source.Weights[17]);
    }

    [Fact]
    public void AnglesOfManyPointsAreComputedOnTheFly()
    {
        const int Count = 8200; // more pairs than are kept as a matrix
        var random = new Random(3);
        var points = new Support([.. Enumerable.Range(0, 3 * Count).Select(_ => random.NextSingle() - 0.5f)], 3);
        var few = new Support(points.Coordinates[..9], 3);
        var source = new DiscreteMeasure(points);
        double[] f = Problems.Potential(1, Count, 0.1);
        var problem = new TransportProblem(new Geometry(points, points, GroundCost.SphereArc), source, source, 0.05);
        Assert.False(problem.Geometry.HasDenseCost);
        var g = new double[Count];
        SoftCTransform.ToTarget(problem, f, g);
        double[] expected = ScalarReference.ToTarget(
            new TransportProblem(new Geometry(points, few, GroundCost.SphereArc), source, new DiscreteMeasure(few), 0.05), f);
        for (int j = 0; j < few.Count; j++)
            Assert.Equal(expected[j], g[j], 1e-6);
    }

    [Fact]
    public void ASolverSharedBetweenThreadsGivesTheSameBits()
    {
        TransportProblem[] problems = [.. Enumerable.Range(0, 40).Select(static k => Problems.Random(k, 20 + k, 60 - k, 1 + (k % 4), 0.05, zeroShare: k % 3 * 0.3))];
        var solver = new SinkhornSolver();
        double[][] expected = [.. problems.Select(problem => solver.Solve(problem).SourcePotential.ToArray())];
        var actual = new double[problems.Length][];
        Parallel.For(0, problems.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, k => actual[k] = solver.Solve(problems[k]).SourcePotential.ToArray());
        for (int k = 0; k < problems.Length; k++)
            Assert.Equal(expected[k], actual[k]);
    }
}
