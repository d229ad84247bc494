using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class PooledPotentialTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(40)]
    public void UpToFortyAtomsItSolvesThePairToOneHundredth(int d)
    {
        TransportProblem problem = Problem(d, 40, 23, 0.05);
        double[] f = Compute(problem), g = new double[23];
        SoftCTransform.ToTarget(problem, f, g);
        var plan = new Coupling(problem, f, g);
        var row = new float[23];
        double violation = 0;
        for (int i = 0; i < 40; i++)
        {
            plan.WriteRow(i, row);
            violation += Math.Abs(TensorPrimitives.Sum<float>(row) - problem.Source.Weights[i]);
        }

        Assert.InRange(violation, 0, 0.011);
        Assert.Equal(0, TensorPrimitives.Dot(problem.Source.Weights, f), 1e-9);
    }

    [Theory]
    [InlineData(2, 0.1)]
    [InlineData(2, 0.01)]
    [InlineData(3, 0.1)]
    [InlineData(3, 0.01)]
    [InlineData(20, 0.03)]
    [InlineData(50, 0.03)]
    public void OfManyAtomsItIsFarNearerTheSolutionThanFixedDirections(int d, double scale)
    {
        double pooled = 0, fixedDirections = 0;
        for (int seed = 1; seed <= 4; seed++)
        {
            TransportProblem problem = Problem(d, 230, 190, scale, seed);
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
            double optimum = EntropicDual.Value(problem, solution.SourcePotential, solution.TargetPotential);
            pooled += optimum - EntropicDual.SemiDual(problem, Compute(problem));
            var f = new double[230];
            new UntrainedPotential(GroundCost.SquaredEuclidean, d, UntrainedStart.FixedDirections).Compute(problem, f);
            fixedDirections += optimum - EntropicDual.SemiDual(problem, f);
        }

        Assert.InRange(pooled, 0, fixedDirections / 2);
    }

    /// <summary>There the blocks are not solved within the sweeps they get, so it matters where these start.</summary>
    [Fact]
    public void OfManyDimensionsAtSmallEpsilonItIsNearerTheSolutionThanTheFrame()
    {
        double pooled = 0, frame = 0;
        var frames = new UntrainedPotential(GroundCost.SquaredEuclidean, 60, UntrainedStart.Frame);
        for (int seed = 1; seed <= 3; seed++)
        {
            (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(60, 150, 140, weighted: true, seed);
            double mean = new Geometry(source.Support, target.Support, GroundCost.SquaredEuclidean).MeanCost(source.Weights, target.Weights);
            var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, 0.002 * mean);
            EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-7 }).Solve(problem);
            double optimum = EntropicDual.Value(problem, solution.SourcePotential, solution.TargetPotential);
            pooled += (optimum - EntropicDual.SemiDual(problem, Compute(problem))) / problem.Epsilon;
            var f = new double[150];
            frames.Compute(problem, f);
            frame += (optimum - EntropicDual.SemiDual(problem, f)) / problem.Epsilon;
        }

        Assert.InRange(pooled, 0, frame * 0.7);
    }

    [Fact]
    public void OnTheSphereToo()
    {
        float[] Points(int n, int seed) => [.. Measures.Normal(seed, n, 3).Select((x, k) => (float)(k % 3 == 2 ? x + 0.7 : x))];
        DiscreteMeasure source = new(new Support(Points(150, 1), 3)), target = new(new Support(Points(400, 2), 3));
        var problem = new TransportProblem(source, target, GroundCost.SphereArc, 0.03);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        double optimum = EntropicDual.Value(problem, solution.SourcePotential, solution.TargetPotential);
        var f = new double[150];
        new UntrainedPotential(GroundCost.SphereArc, 3, UntrainedStart.FixedDirections).Compute(problem, f);
        Assert.InRange(optimum - EntropicDual.SemiDual(problem, Compute(problem)), 0, (optimum - EntropicDual.SemiDual(problem, f)) / 3);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(3)]
    public void MassPenaltiesHoldForTheBlocksToo(double penalty)
    {
        TransportProblem balanced = Problem(2, 200, 150, 0.02);
        var rho = MassPenalty.Relative(penalty);
        var source = new DiscreteMeasure(balanced.Source.Support, [.. balanced.Source.Weights.ToArray().Select(weight => 2 * weight)]);
        var problem = new TransportProblem(source, balanced.Target, GroundCost.SquaredEuclidean, balanced.Epsilon, rho, rho);
        Assert.InRange(Violation(Compute(problem)), 0, Violation(FixedDirections(problem)) / 3);

        double Violation(double[] f)
        {
            var solution = new EntropicSolution();
            SinkhornSolver.Predict(problem, f, 2, solution);
            return solution.MarginalViolation;
        }
    }

    [Fact]
    public void ThePotentialIsAFunctionOfThePlaceAndOfTheAtomsWithMassAlone()
    {
        TransportProblem problem = Problem(2, 120, 90, 0.02);
        float[] points = [.. problem.Source.Support.Coordinates, .. problem.Source.Support.Coordinates[..20]];
        double[] weights = [.. problem.Source.Weights, .. new double[10]];
        var more = new TransportProblem(new DiscreteMeasure(new Support(points, 2), weights), problem.Target, GroundCost.SquaredEuclidean, problem.Epsilon);
        double[] f = Compute(problem), g = Compute(more);
        for (int i = 0; i < 120; i++)
            Assert.Equal(f[i], g[i], 1e-4 * problem.Epsilon);
        for (int i = 0; i < 10; i++)
            Assert.Equal(g[i], g[120 + i], 1e-6 * problem.Epsilon);
    }

    [Fact]
    public void BitsDoNotDependOnWhatWasComputedBefore()
    {
        TransportProblem problem = Problem(3, 130, 140, 0.02);
        TransportProblem wide = Problem(70, 60, 80, 0.005);
        double[] first = Compute(problem), second = Compute(wide);
        Compute(Problem(2, 300, 20, 0.1));
        Compute(Problem(100, 50, 40, 0.001, 4));
        Compute(Problem(3, 500, 400, 0.005, 4));
        Assert.Equal(first, Compute(problem));
        Assert.Equal(second, Compute(wide));
    }

    [Fact]
    public void AMatrixOfCostsHasNoPooledPotential()
    {
        DiscreteMeasure measure = new(new Support([0f, 1, 2], 1));
        var matrix = GroundCost.FromMatrix([0, 1, 2, 1, 0, 1, 2, 1, 0], 3, 3);
        var problem = new TransportProblem(measure, measure, matrix, 0.5);
        Assert.Equal(UntrainedStart.FixedDirections, new UntrainedPotential(matrix, 1).Compute(problem, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UntrainedPotential(matrix, 1, UntrainedStart.Pooled));
        Assert.Equal([0.0, 0, 0], Compute(problem));
    }

    [Fact]
    public void CancellationEndsIt() =>
        Assert.Throws<OperationCanceledException>(() => PooledPotential.Compute(Problem(2, 90, 90, 0.01), new double[90], new CancellationToken(canceled: true)));

    private static double[] FixedDirections(TransportProblem problem)
    {
        var f = new double[problem.SourceCount];
        new UntrainedPotential(problem.Geometry.Cost, problem.Source.Dimension, UntrainedStart.FixedDirections).Compute(problem, f);
        return f;
    }

    private static double[] Compute(TransportProblem problem)
    {
        var f = new double[problem.SourceCount];
        PooledPotential.Compute(problem, f);
        return f;
    }

    private static TransportProblem Problem(int d, int n, int m, double epsilonScale, int seed = 1)
    {
        double[] x = Measures.Normal(seed, n, d), y = Measures.Normal(seed + 100, m, d, 0.4);
        for (int k = 0; k < y.Length; k++)
            y[k] = k / d % 3 == 0 ? (0.3 * y[k]) + 2 : y[k];
        DiscreteMeasure source = Measures.Of(d, x), target = Measures.Of(d, y);
        double mean = new Geometry(source.Support, target.Support, GroundCost.SquaredEuclidean).MeanCost(source.Weights, target.Weights);
        return new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilonScale * mean);
    }
}
