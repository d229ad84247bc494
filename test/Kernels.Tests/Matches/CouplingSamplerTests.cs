namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class CouplingSamplerTests
{
    private const int Draws = 200_000;

    public static TheoryData<int, double, bool, MatchSampling> Cases
    {
        get
        {
            var cases = new TheoryData<int, double, bool, MatchSampling>();
            foreach (MatchSampling sampling in (MatchSampling[])[MatchSampling.WithReplacement, MatchSampling.EverySource])
            {
                cases.Add(2, 0, false, sampling);
                cases.Add(3, 0.4, false, sampling);
                cases.Add(9, 0.05, false, sampling);
                cases.Add(2, 0.3, true, sampling);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PairsAreDrawnByThePlan(int dimension, double zeroShare, bool asMatrix, MatchSampling sampling)
    {
        TransportProblem problem = Problems.Random(dimension, 11, 14, dimension, 0.1, zeroShare, asMatrix);
        double[] f = Problems.Potential(1, 11, 0.3);
        double[] g = ScalarReference.ToTarget(problem, f);
        f = ScalarReference.ToSource(problem, g);
        double[,] expected = ScalarReference.Plan(problem, f, g);
        foreach (double[] given in (double[][])[f, []])
        {
            var sampler = new CouplingSampler(new MatchOptions { Sampling = sampling, Count = Draws });
            sampler.Sample(problem, given, g);
            AssertDrawnFrom(expected, sampler, sampling);
        }

        var ofCoupling = new CouplingSampler(new MatchOptions { Sampling = sampling, Count = Draws, Seed = 7 });
        ofCoupling.Sample(new Coupling(problem, f, g).ToSparse(0));
        AssertDrawnFrom(expected, ofCoupling, sampling);
    }

    [Theory]
    [InlineData(MatchSampling.WithReplacement)]
    [InlineData(MatchSampling.EverySource)]
    public void WithinClassesPairsAreDrawnByTheRowsOfTheirClass(MatchSampling sampling)
    {
        TransportProblem problem = Problems.Random(5, 12, 15, 2, 0.2, 0.1);
        double[] g = ScalarReference.ToTarget(problem, Problems.Potential(2, 12, 0.2));
        double[] f = ScalarReference.ToSource(problem, g);
        int[] sources = [.. Enumerable.Range(0, 12).Select(i => i % 4)], targets = [.. Enumerable.Range(0, 15).Select(j => j % 3)];
        double[,] expected = Restrict(problem, ScalarReference.Plan(problem, f, g), sources, targets);
        var sampler = new CouplingSampler(new MatchOptions { Sampling = sampling, Count = Draws });
        sampler.Sample(problem, f, g, sources, targets);
        AssertDrawnFrom(expected, sampler, sampling);
    }

    /// <summary>A reference with loops: atoms in the order of exponential clocks, targets by the rest of their row; compared by how often each pair comes.</summary>
    [Fact]
    public void MatchingsAreDrawnRowByRowFromWhatIsLeft()
    {
        const int Trials = 40_000;
        TransportProblem problem = Problems.Random(3, 4, 5, 2, 0.3);
        double[] g = ScalarReference.ToTarget(problem, Problems.Potential(2, 4, 0.2));
        double[,] plan = ScalarReference.Plan(problem, ScalarReference.ToSource(problem, g), g);
        double[,] expected = new double[4, 5], drawn = new double[4, 5];
        var random = new Random(1);
        var sampler = new CouplingSampler(new MatchOptions { Sampling = MatchSampling.WithoutReplacement, Count = 3 });
        for (int trial = 0; trial < Trials; trial++)
        {
            var free = Enumerable.Range(0, 5).ToHashSet();
            foreach (int i in Enumerable.Range(0, 4).OrderBy(i => -Math.Log(1 - random.NextDouble()) / problem.Source.Weights[i]).Take(3).ToArray())
            {
                double rest = random.NextDouble() * free.Sum(k => plan[i, k]);
                int j = free.OrderBy(k => k).First(k => (rest -= plan[i, k]) < 0);
                free.Remove(j);
                expected[i, j] += 1.0 / Trials;
            }

            sampler.Sample(problem, [], g);
            Assert.Equal(3, sampler.Count);
            for (int k = 0; k < 3; k++)
                drawn[sampler.Sources[k], sampler.Targets[k]] += 1.0 / Trials;
        }

        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 5; j++)
                Assert.Equal(expected[i, j], drawn[i, j], 0.015);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(300)]
    public void WithoutReplacementEqualWeightsGiveAPermutation(int n)
    {
        TransportProblem problem = Uniform(n, n, 0.01);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        var sampler = new CouplingSampler(new MatchOptions { Sampling = MatchSampling.WithoutReplacement });
        for (int call = 0; call < 3; call++)
        {
            sampler.Sample(solution);
            Assert.Equal(Enumerable.Range(0, n), sampler.Sources.ToArray());
            Assert.Equal(Enumerable.Range(0, n), sampler.Targets.ToArray().Order());
        }

        double cost = Enumerable.Range(0, n).Average(k => ScalarReference.Cost(problem, sampler.Sources[k], sampler.Targets[k]));
        double exact = ExactTransportCost.Compute(problem.Source, problem.Target);
        Assert.InRange(cost, exact * (1 - 1e-6), (2 * solution.Coupling().TransportCost) + 1e-6);
    }

    [Theory]
    [InlineData(MatchSampling.EverySource)]
    [InlineData(MatchSampling.WithoutReplacement)]
    public void ATinyEpsilonDrawsTheExactPermutation(MatchSampling sampling)
    {
        // Points far apart beside epsilon: every row but for one entry is below what single precision holds, also relative to the row's potential.
        TransportProblem problem = Uniform(40, 40, 1e-7);
        SparseCoupling exact = ExactTransportCost.ComputeCoupling(problem.Source, problem.Target, out double cost);
        Assert.Equal(40, exact.Count);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-4 }).Solve(problem);
        var sampler = new CouplingSampler(new MatchOptions { Sampling = sampling });
        sampler.Sample(solution);
        Assert.Equal(exact.Columns.ToArray(), sampler.Targets.ToArray());
        sampler.Sample(problem, [], solution.TargetPotential);
        Assert.Equal(exact.Columns.ToArray(), sampler.Targets.ToArray());
        sampler.Sample(exact);
        Assert.Equal(exact.Columns.ToArray(), sampler.Targets.ToArray());
        Assert.Equal(cost, Enumerable.Range(0, 40).Average(k => ScalarReference.Cost(problem, k, sampler.Targets[k])), 1e-6 * cost);

        // What is left for a class may be as far as it likes.
        int[] sources = [.. Enumerable.Repeat(1, 40)], targets = [.. Enumerable.Range(0, 40).Select(j => j == 7 ? 1 : 0)];
        var one = new CouplingSampler(new MatchOptions { Sampling = sampling, Count = 1 });
        one.Sample(solution, sources, targets);
        Assert.Equal([7], one.Targets.ToArray());
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(30, 1)]
    [InlineData(1, 1)]
    public void OneAtomOnASideIsEverybodysMatch(int n, int m)
    {
        TransportProblem problem = Uniform(n, m, 0.1);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        foreach (MatchSampling sampling in Enum.GetValues<MatchSampling>())
        {
            var sampler = new CouplingSampler(new MatchOptions { Sampling = sampling });
            sampler.Sample(solution);
            Assert.Equal(sampling == MatchSampling.WithoutReplacement ? 1 : n, sampler.Count);
            Assert.All(sampler.Sources.ToArray(), i => Assert.InRange(i, 0, n - 1));
            Assert.All(sampler.Targets.ToArray(), j => Assert.InRange(j, 0, m - 1));
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.7)]
    public void AtomsWithoutMassAreNeverDrawn(double zeroShare)
    {
        TransportProblem problem = Problems.Random(8, 60, 50, 2, 1.0, zeroShare);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        int n = 60 - Zeros(problem.Source), m = 50 - Zeros(problem.Target);
        foreach (MatchSampling sampling in Enum.GetValues<MatchSampling>())
        {
            var sampler = new CouplingSampler(new MatchOptions { Sampling = sampling, Count = sampling == MatchSampling.WithoutReplacement ? null : 5000 });
            sampler.Sample(solution);
            Assert.Equal(sampling == MatchSampling.WithoutReplacement ? Math.Min(n, m) : 5000, sampler.Count);
            Assert.All(sampler.Sources.ToArray(), i => Assert.True(problem.Source.Weights[i] > 0));
            Assert.All(sampler.Targets.ToArray(), j => Assert.True(problem.Target.Weights[j] > 0));
        }
    }

    [Fact]
    public void EverySourceIsDrawnAsOftenAsItsWeightSays()
    {
        TransportProblem problem = Problems.Random(8, 60, 50, 2, 1.0, 0.2);
        var sampler = new CouplingSampler(new MatchOptions { Sampling = MatchSampling.EverySource, Count = 1000 });
        sampler.Sample(problem, [], new double[50]);
        for (int i = 0; i < 60; i++)
            Assert.InRange(sampler.Sources.Count(i), Math.Floor(1000 * problem.Source.Weights[i]), Math.Ceiling(1000 * problem.Source.Weights[i]));
    }

    [Fact]
    public void MatchingsWithinClassesPairEqualClassesAndAreAsLargeAsTheyCanBe()
    {
        TransportProblem problem = Uniform(30, 24, 0.05);
        int[] sources = [.. Enumerable.Range(0, 30).Select(i => i % 5)], targets = [.. Enumerable.Range(0, 24).Select(j => 1 + (j % 3))];
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        var sampler = new CouplingSampler(new MatchOptions { Sampling = MatchSampling.WithoutReplacement });
        sampler.Sample(solution, sources, targets);
        Assert.Equal(18, sampler.Count);
        Assert.Equal(18, sampler.Sources.ToArray().Distinct().Count());
        Assert.Equal(18, sampler.Targets.ToArray().Distinct().Count());
        for (int k = 0; k < 18; k++)
            Assert.Equal(sources[sampler.Sources[k]], targets[sampler.Targets[k]]);
        sampler.Sample(solution.Coupling().ToSparse(0), sources, targets);
        Assert.Equal(18, sampler.Count);
        var tooMany = new CouplingSampler(new MatchOptions { Sampling = MatchSampling.WithoutReplacement, Count = 19 });
        PairException error = Assert.Throws<PairException>(() => tooMany.Sample(solution, sources, targets));
        Assert.Contains("18 at most", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, tooMany.Count);
        Assert.Throws<PairException>(() => sampler.Sample(solution, sources, [.. targets.Select(c => c + 10)]));
        Assert.Throws<ArgumentException>(() => sampler.Sample(solution, sources, default));
        Assert.Throws<ArgumentException>(() => sampler.Sample(solution, sources[1..], targets));
    }

    [Fact]
    public void EqualSeedsGiveEqualMatchesAndCallsDrawOn()
    {
        TransportProblem problem = Uniform(50, 60, 0.5);
        EntropicSolution solution = new SinkhornSolver().Solve(problem);
        foreach (MatchSampling sampling in Enum.GetValues<MatchSampling>())
        {
            int[][] drawn = [.. Enumerable.Range(0, 2).SelectMany(_ =>
            {
                var sampler = new CouplingSampler(new MatchOptions { Sampling = sampling, Seed = 5 });
                sampler.Sample(solution);
                int[] first = sampler.Targets.ToArray();
                sampler.Sample(solution);
                return (int[][])[first, sampler.Targets.ToArray()];
            })];
            Assert.Equal(drawn[0], drawn[2]);
            Assert.Equal(drawn[1], drawn[3]);
            Assert.NotEqual(drawn[0], drawn[1]);
            var other = new CouplingSampler(new MatchOptions { Sampling = sampling, Seed = 6 });
            other.Sample(solution);
            Assert.NotEqual(drawn[0], other.Targets.ToArray());
        }
    }

    /// <summary>Above 16 million entries rows are shared among threads; what is drawn stays what it is.</summary>
    [Fact]
    public void ThreadsDoNotMatter()
    {
        const int N = 5000;
        TransportProblem problem = Uniform(N, N, 0.01);
        int[][] drawn = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var sampler = new CouplingSampler(new MatchOptions { Sampling = MatchSampling.EverySource });
            sampler.Sample(problem, [], new double[N]);
            return sampler.Targets.ToArray();
        })];
        Assert.Equal(drawn[0], drawn[1]);
        double squared = Enumerable.Range(0, N).Average(i => ScalarReference.Cost(problem, i, drawn[0][i]));
        Assert.InRange(squared, 0.005, 0.02); // two coordinates of variance epsilon / 2 each, less where the square ends
    }

    [Fact]
    public void TheMatrixIsNeverMade()
    {
        const int N = 100, M = 100_000;
        TransportProblem problem = Uniform(N, M, 0.01);
        var g = new double[M];
        foreach (MatchSampling sampling in Enum.GetValues<MatchSampling>())
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            new CouplingSampler(new MatchOptions { Sampling = sampling }).Sample(problem, [], g);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L * M); // the matrix: 400 M bytes in single precision
        }
    }

    [Fact]
    public void OptionsAndPotentialsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CouplingSampler(new MatchOptions { Count = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CouplingSampler(new MatchOptions { Count = int.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CouplingSampler(new MatchOptions { Sampling = (MatchSampling)3 }));
        var sampler = new CouplingSampler();
        TransportProblem problem = Uniform(5, 6, 0.1);
        Assert.Throws<ArgumentException>(() => sampler.Sample(problem, [], new double[5]));
        Assert.Throws<ArgumentException>(() => sampler.Sample(problem, new double[6], new double[6]));
        Assert.Throws<ArgumentException>(() => sampler.Sample(problem, [], [0, 0, 0, 0, 0, double.NaN]));
        Assert.Throws<InvalidOperationException>(() => sampler.Sample(new EntropicSolution()));
        Assert.Throws<ArgumentNullException>(() => sampler.Sample((SparseCoupling)null!));
    }

    [Theory]
    [InlineData(40, 40, false)]
    [InlineData(25, 60, true)]
    public void TheExactCouplingHasTheWeightsAsSumsAndTheLeastCost(int n, int m, bool isWeighted)
    {
        TransportProblem problem = isWeighted ? Problems.Random(4, n, m, 3, 1, 0.2) : Uniform(n, m, 1);
        SparseCoupling coupling = ExactTransportCost.ComputeCoupling(problem.Source, problem.Target, out double cost);
        Assert.Equal(ExactTransportCost.Compute(problem.Source, problem.Target), cost);
        Assert.InRange(coupling.Count, 1, n + m - 1);
        var columns = new double[m];
        double paid = 0;
        for (int i = 0; i < n; i++)
        {
            double row = 0;
            for (int e = coupling.RowStarts[i]; e < coupling.RowStarts[i + 1]; e++)
            {
                row += coupling.Values[e];
                columns[coupling.Columns[e]] += coupling.Values[e];
                paid += coupling.Values[e] * ScalarReference.Cost(problem, i, coupling.Columns[e]);
            }

            Assert.Equal(problem.Source.Weights[i], row, 1e-7);
        }

        for (int j = 0; j < m; j++)
            Assert.Equal(problem.Target.Weights[j], columns[j], 1e-7);
        Assert.Equal(cost, paid, 1e-6 * cost);
        Assert.Equal(
            BisectionCoupling.Compute(problem.Source, problem.Target).Masses.ToArray().Select(mass => (float)mass),
            BisectionCoupling.Compute(problem.Source, problem.Target).ToSparse().Values.ToArray());
    }

    /// <summary>Pearson's statistic over the pairs that are expected at least five times; systematic draws scatter less than independent ones.</summary>
    private static void AssertDrawnFrom(double[,] expected, CouplingSampler sampler, MatchSampling sampling)
    {
        int n = expected.GetLength(0), m = expected.GetLength(1);
        Assert.Equal(Draws, sampler.Count);
        var drawn = new int[n, m];
        for (int k = 0; k < Draws; k++)
            drawn[sampler.Sources[k], sampler.Targets[k]]++;
        double statistic = 0, rest = 0, restDrawn = 0, mass = expected.Cast<double>().Sum();
        int cells = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < m; j++)
            {
                double mean = Draws * expected[i, j] / mass;
                Assert.True(mean > 0 || drawn[i, j] == 0);
                if (mean < 5)
                {
                    (rest, restDrawn) = (rest + mean, restDrawn + drawn[i, j]);
                    continue;
                }

                statistic += (drawn[i, j] - mean) * (drawn[i, j] - mean) / mean;
                cells++;
            }
        }

        Assert.InRange(restDrawn, 0, rest + (5 * Math.Sqrt(rest)) + 3);
        double freedom = cells - (sampling == MatchSampling.EverySource ? n : 1);
        Assert.InRange(statistic, 0.5 * freedom * (sampling == MatchSampling.EverySource ? 0.8 : 1), freedom + (4 * Math.Sqrt(2 * freedom)) + (sampling == MatchSampling.EverySource ? n : 0));
    }

    private static double[,] Restrict(TransportProblem problem, double[,] plan, int[] sources, int[] targets)
    {
        int n = sources.Length, m = targets.Length;
        var restricted = new double[n, m];
        for (int i = 0; i < n; i++)
        {
            int[] allowed = [.. Enumerable.Range(0, m).Where(j => sources[i] == targets[j])];
            double row = allowed.Sum(j => plan[i, j]);
            foreach (int j in allowed)
                restricted[i, j] = problem.Source.Weights[i] == 0 ? 0 : problem.Source.Weights[i] * plan[i, j] / row;
        }

        return restricted;
    }

    private static int Zeros(DiscreteMeasure measure) => measure.Weights.ToArray().Count(weight => weight == 0);

    private static TransportProblem Uniform(int n, int m, double epsilon)
    {
        var random = new Random(n + m);
        return new TransportProblem(new DiscreteMeasure(Points(n), 2), new DiscreteMeasure(Points(m), 2), GroundCost.SquaredEuclidean, epsilon);

        float[] Points(int count) => [.. Enumerable.Range(0, 2 * count).Select(_ => random.NextSingle())];
    }
}
