using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class UntrainedPotentialTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(33)]
    [InlineData(90)]
    public void TheBestIsThePooledOneAndHasTheHighestSemiDualValue(int d)
    {
        foreach (double scale in new[] { 0.3, 0.05, 0.01 })
        {
            TransportProblem problem = Problem(d, 60, 45, scale);
            var best = new double[60];
            Assert.Equal(UntrainedStart.Pooled, new UntrainedPotential(GroundCost.SquaredEuclidean, d).Compute(problem, best));
            double value = EntropicDual.SemiDual(problem, best);
            Assert.Equal(0, TensorPrimitives.Dot(problem.Source.Weights, best), 1e-8);
            foreach (UntrainedStart start in Enum.GetValues<UntrainedStart>())
            {
                if (start == UntrainedStart.Best)
                    continue;
                var other = new double[60];
                Assert.Equal(start, new UntrainedPotential(GroundCost.SquaredEuclidean, d, start).Compute(problem, other));
                if (start == UntrainedStart.Pooled)
                    Assert.Equal(other, best);
                Assert.InRange(EntropicDual.SemiDual(problem, other), double.NegativeInfinity, value + (1e-4 * problem.Epsilon));
            }
        }
    }

    [Fact]
    public void ASolveStartsPooledOnlyWhereThatIsSooner()
    {
        Assert.True(UntrainedPotential.PaysForSolving(Problem(2, 200, 150, 0.01)));
        Assert.True(UntrainedPotential.PaysForSolving(Problem(3, 50, 500, 0.01)));
        Assert.True(UntrainedPotential.PaysForSolving(Problem(2, 800, 700, 0.1)));
        Assert.False(UntrainedPotential.PaysForSolving(Problem(2, 100, 150, 0.01)));
        Assert.False(UntrainedPotential.PaysForSolving(Problem(10, 200, 150, 0.01)));
        Assert.False(UntrainedPotential.PaysForSolving(Problem(2, 200, 150, 0.1)));
        Assert.False(UntrainedPotential.PaysForSolving(Problem(2, 800, 700, 0.001)));
    }

    [Fact]
    public void ASolveBetweenGridsOrFewAtomsWithMassStartsFromZero()
    {
        var grid = Support.Grid(28, 28);
        var random = new Random(1);
        double[] full = [.. Enumerable.Range(0, 784).Select(_ => 0.1 + random.NextDouble())], few = [.. full.Select((weight, i) => i % 8 == 0 ? weight : 0)];
        var shuffled = new Support([.. grid.Coordinates.ToArray().Select(x => x + (0.001f * random.NextSingle()))], 2);
        bool Pays(Support support, double[] weights) => UntrainedPotential.PaysForSolving(
            new TransportProblem(new DiscreteMeasure(support, weights), new DiscreteMeasure(support, [.. weights.Reverse()]), GroundCost.SquaredEuclidean, 0.01));
        Assert.False(Pays(grid, full));
        Assert.False(Pays(shuffled, few));
        Assert.True(Pays(shuffled, full));
    }

    [Fact]
    public void AtSmallEpsilonThePairsOwnPotentialsStartNearerThanFixedDirections()
    {
        double pooled = 0, frame = 0, fixedDirections = 0;
        var best = new UntrainedPotential(GroundCost.SquaredEuclidean, 3);
        var guided = new UntrainedPotential(GroundCost.SquaredEuclidean, 3, UntrainedStart.Frame);
        var fixedOnes = new UntrainedPotential(GroundCost.SquaredEuclidean, 3, UntrainedStart.FixedDirections);
        for (int seed = 0; seed < 8; seed++)
        {
            TransportProblem problem = Problem(3, 80, 80, 0.01, seed);
            var f = new double[80];
            double optimum = Optimum(problem);
            best.Compute(problem, f);
            pooled += (optimum - EntropicDual.SemiDual(problem, f)) / problem.Epsilon;
            guided.Compute(problem, f);
            frame += (optimum - EntropicDual.SemiDual(problem, f)) / problem.Epsilon;
            fixedOnes.Compute(problem, f);
            fixedDirections += (optimum - EntropicDual.SemiDual(problem, f)) / problem.Epsilon;
        }

        Assert.InRange(frame, 0, 0.8 * fixedDirections);
        Assert.InRange(pooled, 0, 0.2 * frame);
    }

    /// <summary>On normal vectors, which have no structure, and on clusters along a few directions.</summary>
    [Theory]
    [InlineData(40, 0.01)]
    [InlineData(40, 0.05)]
    [InlineData(300, 0.01)]
    [InlineData(300, 0.05)]
    public void InManyDimensionsTheFrameStartsNearerThanFixedDirections(int d, double scale)
    {
        double frame = 0, fixedDirections = 0;
        var frames = new UntrainedPotential(GroundCost.SquaredEuclidean, d, UntrainedStart.Frame);
        var fixedOnes = new UntrainedPotential(GroundCost.SquaredEuclidean, d, UntrainedStart.FixedDirections);
        for (int seed = 0; seed < 4; seed++)
        {
            (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(d, 80, 70, weighted: seed % 2 == 0, seed: 20 + seed);
            foreach (TransportProblem problem in new[] { Problem(d, 80, 70, scale, seed), Problem(source, target, scale) })
            {
                var f = new double[80];
                double optimum = Optimum(problem);
                frames.Compute(problem, f);
                frame += (optimum - EntropicDual.SemiDual(problem, f)) / problem.Epsilon;
                fixedOnes.Compute(problem, f);
                fixedDirections += (optimum - EntropicDual.SemiDual(problem, f)) / problem.Epsilon;
            }
        }

        Assert.InRange(frame, 0, 0.6 * fixedDirections);
    }

    [Fact]
    public void OtherCostsHaveNoFramesAndSaySo()
    {
        var support = new Support([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3);
        var measure = new DiscreteMeasure(support);
        var problem = new TransportProblem(measure, measure, GroundCost.SphereArc, 0.1);
        Assert.Equal(UntrainedStart.Pooled, new UntrainedPotential(GroundCost.SphereArc, 3).Compute(problem, new double[3]));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new UntrainedPotential(GroundCost.SphereArc, 3, UntrainedStart.Frame));
        Assert.Contains("SphereArc", error.Message);
        Assert.Contains("65536", Assert.Throws<ArgumentOutOfRangeException>(() => new UntrainedPotential(GroundCost.SquaredEuclidean, 65_537, UntrainedStart.PlanGuided)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new UntrainedPotential(GroundCost.SquaredEuclidean, 2, (UntrainedStart)9));
        Assert.Throws<ArgumentException>(() => new UntrainedPotential(GroundCost.SquaredEuclidean, 2).Compute(Problem(3, 5, 5, 0.1), new double[5]));
        Assert.Throws<ArgumentException>(() => new UntrainedPotential(GroundCost.SquaredEuclidean, 3).Compute(Problem(3, 5, 5, 0.1), new double[4]));
    }

    [Theory]
    [InlineData(1e17f)]
    [InlineData(1e-12f)]
    [InlineData(3e38f)]
    public void ExtremeCoordinatesGiveFinitePotentials(float scale)
    {
        float[] x = [.. Measures.Normal(1, 12, 2).Select(v => (float)(v * 0.2 * scale))], y = [.. Measures.Normal(2, 12, 2).Select(v => (float)(v * 0.2 * scale))];
        DiscreteMeasure source = new(new Support(x, 2)), target = new(new Support(y, 2));
        TransportProblem? problem = null;
        try
        {
            problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, Math.Min(1e37, 0.01 * (double)scale * scale));
        }
        catch (ArgumentException)
        {
            // Refused at the door.
        }

        var f = new double[12];
        if (problem is null)
            return;
        new UntrainedPotential(GroundCost.SquaredEuclidean, 2).Compute(problem, f);
        Assert.All(f, value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [InlineData(3, UntrainedStart.Best)]
    [InlineData(3, UntrainedStart.PlanGuided)]
    [InlineData(50, UntrainedStart.Frame)]
    public void NothingIsAllocatedOnceBuffersHaveGrown(int d, UntrainedStart start)
    {
        TransportProblem[] problems = [Problem(d, 90, 70, 0.02), Problem(d, 40, 60, 0.02, 3)];
        var potential = new UntrainedPotential(GroundCost.SquaredEuclidean, d, start);
        double[] f = new double[90], g = new double[40];
        for (int round = 0; round < 3; round++)
        {
            potential.Compute(problems[0], f);
            potential.Compute(problems[1], g);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 5; round++)
        {
            potential.Compute(problems[0], f);
            potential.Compute(problems[1], g);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);
    }

    private static double Optimum(TransportProblem problem)
    {
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        return EntropicDual.Value(problem, solution.SourcePotential, solution.TargetPotential);
    }

    private static TransportProblem Problem(int d, int n, int m, double epsilonScale, int seed = 1)
    {
        double[] x = Measures.Normal(seed, n, d), y = Measures.Normal(seed + 100, m, d, 0.4);
        for (int k = 0; k < y.Length; k++)
            y[k] = k / d % 3 == 0 ? (0.3 * y[k]) + 2 : y[k];
        return Problem(Measures.Of(d, x), Measures.Of(d, y), epsilonScale);
    }

    private static TransportProblem Problem(DiscreteMeasure source, DiscreteMeasure target, double epsilonScale)
    {
        double mean = new Geometry(source.Support, target.Support, GroundCost.SquaredEuclidean).MeanCost(source.Weights, target.Weights);
        return new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilonScale * mean);
    }
}
