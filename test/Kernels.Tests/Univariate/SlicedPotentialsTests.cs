namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class SlicedPotentialsTests
{
    private const double Rounding = 1e-11;

    public static TheoryData<string> Pairs =>
        ["grid", "cloud", "uniform", "uniform n != m", "sphere", "line", "few against many", "many against few", "sparse", "the same twice", "equal positions"];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ColumnsAreTheCentredPotentialsOfTheProjections(string name)
    {
        TransportProblem problem = Problem(name, shared: true);
        var directions = SlicingDirections.Create(DirectionScheme.Even, 11, problem.Source.Dimension, 1);
        double[] features = Features(problem, directions);

        var s = new float[problem.SourceCount];
        var t = new float[problem.TargetCount];
        var phi = new double[s.Length];
        var psi = new double[t.Length];
        for (int l = 0; l < directions.Count; l++)
        {
            Projection.Project(problem.Geometry.SourcePoints, directions[l], s);
            Projection.Project(problem.Geometry.TargetPoints, directions[l], t);
            UnivariatePotentials.Solve(s, problem.Source.Weights, t, problem.Target.Weights, problem.Geometry.Cost.UnivariateExponent, phi, psi);
            for (int i = 0; i < s.Length; i++)
                Assert.Equal(phi[i], features[(l * s.Length) + i], Rounding);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void PresortedAndTransientSlicesAgreeToTheBit(string name)
    {
        SlicingDirections directions = Directions(Problem(name, shared: true));
        Assert.Equal(Features(Problem(name, shared: true), directions), Features(Problem(name, shared: false), directions));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void AccumulatingIsMultiplyingByTheFeatureMatrix(string name)
    {
        TransportProblem problem = Problem(name, shared: false);
        SlicingDirections directions = Directions(problem);
        double[] features = Features(problem, directions);
        double[] coefficients = [.. Enumerable.Range(0, directions.Count).Select(l => l == 2 ? 0 : 0.3 - (0.1 * l))];
        double[] expected = [.. Enumerable.Range(0, problem.SourceCount).Select(i => 5.0 + i)];
        var f = (double[])expected.Clone();
        for (int l = 0; l < directions.Count; l++)
            for (int i = 0; i < f.Length; i++)
                expected[i] += coefficients[l] * features[(l * f.Length) + i];

        SlicedPotentials.Accumulate(problem, directions, coefficients, f);
        for (int i = 0; i < f.Length; i++)
            Assert.Equal(expected[i], f[i], Rounding);
    }

    [Fact]
    public void DirectionsWalkedSideBySideAgreeWithTheScalarWalk()
    {
        // A bundle and two on their own.
        var directions = SlicingDirections.FromVectors([1, -1, 1, 1, -1, 1, -1, -1, 1, -1], 1);
        void AssertAgree(LineProblem line)
        {
            var source = new DiscreteMeasure(new Support(line.S, 1), line.A);
            var target = new DiscreteMeasure(new Support(line.T, 1), line.B);
            GroundCost cost = line.Exponent == 2
                ? GroundCost.SquaredEuclidean
                : GroundCost.FromMatrix(new float[line.S.Length * line.T.Length], line.S.Length, line.T.Length);
            double[] features = Features(new TransportProblem(source, target, cost, 1), directions);
            double[] phi = line.Solve().Phi;
            for (int k = 0; k < features.Length; k++)
                Assert.Equal(phi[k % phi.Length] / line.Scale, features[k] / line.Scale, Rounding);
        }

        LineProblemGenerator.Holds(LineProblemGenerator.Plain, AssertAgree);
        LineProblemGenerator.Holds(LineProblemGenerator.Wild, AssertAgree);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(7, 1)]
    [InlineData(12, 4)]
    [InlineData(12, 5)]
    [InlineData(9, 9)]
    [InlineData(1, 1)]
    [InlineData(300, 300)]
    [InlineData(300, 299)]
    public void UniformMeasuresOfAnySizesAgreeWithTheScalarWalk(int n, int m)
    {
        var random = new SeededGenerator(5);
        Support Line(int count) => new([.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())], 1);
        var problem = new TransportProblem(new DiscreteMeasure(Line(n)), new DiscreteMeasure(Line(m)), GroundCost.SquaredEuclidean, 1);
        double[] features = Features(problem, SlicingDirections.Create(DirectionScheme.Even, 1, 1, 1));
        double[] phi = new LineProblem(
            problem.Source.Support.Coordinates.ToArray(), problem.Source.Weights.ToArray(),
            problem.Target.Support.Coordinates.ToArray(), problem.Target.Weights.ToArray()).Solve().Phi;
        for (int i = 0; i < n; i++)
            Assert.Equal(phi[i], features[i], Rounding);
    }

    [Fact]
    public void AtomMeetsAtomWhereUniformMeasuresHaveEquallyMany()
    {
        TransportProblem problem = Problem("uniform", shared: false);
        SlicingDirections directions = Directions(problem);
        double[] features = Features(problem, directions);
        int n = problem.SourceCount;
        var s = new float[n];
        var t = new float[n];
        for (int l = 0; l < directions.Count; l++)
        {
            Projection.Project(problem.Geometry.SourcePoints, directions[l], s);
            Projection.Project(problem.Geometry.TargetPoints, directions[l], t);
            int[] order = [.. Enumerable.Range(0, n).OrderBy(i => s[i])];
            Array.Sort(t);
            for (int i = 1; i < n; i++)
            {
                double from = s[order[i - 1]], to = s[order[i]];
                double rise = (to * to) - (from * from) - ((to - from) * ((double)t[i - 1] + t[i]));
                Assert.Equal(rise, features[(l * n) + order[i]] - features[(l * n) + order[i - 1]], Rounding);
            }
        }
    }

    [Fact]
    public void UniformMeasuresNeedNoWeights()
    {
        TransportProblem uniform = Problem("uniform", shared: false);
        Assert.True(uniform.Source.IsUniform && uniform.Target.IsUniform);
        double[] weights = [.. Enumerable.Repeat(1.0, uniform.SourceCount)];
        weights[3] *= 1 + 1e-13;
        var general = new TransportProblem(
            new DiscreteMeasure(uniform.Source.Support, weights), uniform.Target, uniform.Geometry.Cost, uniform.Epsilon);
        Assert.False(general.Source.IsUniform);
        SlicingDirections directions = Directions(uniform);
        double[] expected = Features(general, directions);
        double[] actual = Features(uniform, directions);
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], actual[k], Rounding);
    }

    [Fact]
    public void SquaredEuclideanTranslationIsReproducedByATightFrame()
    {
        var random = new SeededGenerator(4);
        float[] x = [.. Enumerable.Range(0, 60).Select(_ => (float)random.NextNormal())];
        float[] shift = [0.5f, -1.25f, 2f];
        float[] y = [.. x.Select((value, k) => value + shift[k % 3])];
        var problem = new TransportProblem(
            new DiscreteMeasure(new Support(x, 3)), new DiscreteMeasure(new Support(y, 3)), GroundCost.SquaredEuclidean, 1);
        var directions = SlicingDirections.Create(DirectionScheme.Orthogonal, 9, 3, 8);
        var f = new double[20];
        SlicedPotentials.Accumulate(problem, directions, [.. Enumerable.Repeat(3.0 / 9, 9)], f);

        // On the line a shift by h of a uniform measure has the potential -2 h s; a tight frame adds these up to -2 x.shift.
        double[] linear = [.. Enumerable.Range(0, 20).Select(i => -2.0 * ((0.5 * x[3 * i]) - (1.25 * x[(3 * i) + 1]) + (2 * x[(3 * i) + 2])))];
        double mean = linear.Average();
        for (int i = 0; i < 20; i++)
            Assert.Equal(linear[i] - mean, f[i], 1e-4);
    }

    [Fact]
    public void DirectionsOfAnotherDimensionAreRefused()
    {
        TransportProblem problem = Problem("cloud", shared: false);
        var directions = SlicingDirections.Create(DirectionScheme.Even, 3, 2, 1);
        var features = new double[3 * problem.SourceCount];
        Assert.Contains("dimension 2", Assert.Throws<ArgumentException>(() => SlicedPotentials.Compute(problem, directions, features)).Message);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void NothingIsAllocatedAfterTheFirstPair(string name)
    {
        TransportProblem problem = Problem(name, shared: false);
        SlicingDirections directions = Directions(problem);
        var coefficients = new double[directions.Count];
        coefficients.AsSpan().Fill(0.5);
        var f = new double[problem.SourceCount];
        var workspace = new UnivariateWorkspace();
        SlicedPotentials.Accumulate(problem, directions, coefficients, f, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SlicedPotentials.Accumulate(problem, directions, coefficients, f, workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static SlicingDirections Directions(TransportProblem problem) =>
        SlicingDirections.Create(DirectionScheme.Random, 5, problem.Source.Dimension, 3);

    private static double[] Features(TransportProblem problem, SlicingDirections directions)
    {
        var features = new double[directions.Count * problem.SourceCount];
        SlicedPotentials.Compute(problem, directions, features);
        return features;
    }

    private static TransportProblem Problem(string name, bool shared)
    {
        var random = new SeededGenerator(11);
        Support Cloud(int count, int dimension) => new([.. Enumerable.Range(0, count * dimension).Select(_ => (float)random.NextNormal())], dimension);
        Support Lattice(int count, int dimension) => new([.. Enumerable.Range(0, count * dimension).Select(_ => random.Next(3) - 1f)], dimension);
        DiscreteMeasure Sparse(Support support) => new(support, [.. Enumerable.Range(0, support.Count).Select(i => i % 6 == 4 ? (float)random.NextDouble() : 0f)]);
        DiscreteMeasure Weighted(Support support) => new(support, [.. Enumerable.Range(0, support.Count).Select(_ => (float)random.Next(4))]);

        var grid = Support.Grid(9, 7);
        (DiscreteMeasure source, DiscreteMeasure target, GroundCost cost) = name switch
        {
            "grid" => (Weighted(grid), Weighted(grid), GroundCost.SquaredEuclidean),
            "cloud" => (Weighted(Cloud(70, 4)), Weighted(Cloud(53, 4)), GroundCost.SquaredEuclidean),
            "uniform" => (new DiscreteMeasure(Cloud(64, 2)), new DiscreteMeasure(Cloud(64, 2)), GroundCost.SquaredEuclidean),
            "uniform n != m" => (new DiscreteMeasure(Cloud(64, 2)), new DiscreteMeasure(Cloud(48, 2)), GroundCost.SquaredEuclidean),
            "few against many" => (Weighted(Cloud(7, 3)), Weighted(Cloud(900, 3)), GroundCost.SquaredEuclidean),
            "many against few" => (Weighted(Cloud(900, 3)), Weighted(Cloud(7, 3)), GroundCost.SquaredEuclidean),
            "sparse" => (Sparse(grid), Sparse(grid), GroundCost.SquaredEuclidean),
            "equal positions" => (Weighted(Lattice(80, 2)), Weighted(Lattice(90, 2)), GroundCost.SquaredEuclidean),
            "sphere" => (Weighted(Cloud(40, 3)), Weighted(Cloud(90, 3)), GroundCost.SphereArc),
            _ => (Weighted(Cloud(30, 1)), new DiscreteMeasure(Cloud(1, 1)), GroundCost.SquaredEuclidean),
        };
        if (name == "the same twice")
            target = source = Weighted(Cloud(66, 2));
        return shared
            ? new TransportProblem(new Geometry(source.Support, target.Support, cost), source, target, 0.1)
            : new TransportProblem(source, target, cost, 0.1);
    }
}
