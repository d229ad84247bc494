namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class UnivariatePotentialsTests
{
    private const double Rounding = 1e-12;

    /// <summary>Mass by which near-ties may be averaged, half a unit in the last place of float32, and to spare.</summary>
    private const double NearTie = 1e-7;

    [Fact]
    public void FeasibleForAllPairsOfAtoms()
    {
        LineProblemGenerator.Holds(LineProblemGenerator.Plain, AssertFeasible);
        LineProblemGenerator.Holds(LineProblemGenerator.Wild, AssertFeasible);
    }

    [Fact]
    public void DualValueIsThePrimalCost()
    {
        LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem => AssertOptimal(problem, Rounding));
        LineProblemGenerator.Holds(LineProblemGenerator.Wild, problem => AssertOptimal(problem, NearTie));
    }

    [Fact]
    public void MeanOfTheSourceFirstAndTheTargetFirstWalk() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        double[] phi = problem.Solve().Phi;
        double[] sourceFirst = StaircaseReference.Potential(problem, sourceFirst: true);
        double[] targetFirst = StaircaseReference.Potential(problem, sourceFirst: false);
        AssertEqualWhereMass(problem, phi, [.. sourceFirst.Zip(targetFirst, (x, y) => 0.5 * (x + y))]);
    });

    [Fact]
    public void TwoUniformMeasuresAverageDifferentWalks()
    {
        var problem = new LineProblem([0, 1, 3], [1, 1, 1], [0, 2, 7], [1, 1, 1]);
        double[] sourceFirst = StaircaseReference.Potential(problem, sourceFirst: true);
        double[] targetFirst = StaircaseReference.Potential(problem, sourceFirst: false);
        Assert.True(Math.Abs(sourceFirst[2] - targetFirst[2]) > 1);
        AssertEqualWhereMass(problem, problem.Solve().Phi, [.. sourceFirst.Zip(targetFirst, (x, y) => 0.5 * (x + y))]);
    }

    [Fact]
    public void AtomsWithoutMassMoveNoOther() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        double[] phi = problem.Solve().Phi;
        float[] extra = [.. problem.S, .. problem.T, 0.123f, -5f, 7000f];
        LineProblem padded = problem
            .WithSource(problem.SourceAtoms.Concat(extra.Select(s => (s, 0.0))))
            .WithTarget(problem.TargetAtoms.Concat(extra.Select(t => (t, 0.0))));
        (double[] paddedPhi, double[] paddedPsi) = padded.Solve();
        AssertEqualWhereMass(problem, paddedPhi[..phi.Length], phi);
        for (int j = 0; j < problem.B.Length; j++)
        {
            if (problem.B[j] > 0)
                AssertClose(problem.Solve().Psi[j], paddedPsi[j], problem.Scale);
        }
    });

    [Fact]
    public void NoAtomsWithoutMassOnTheTargetMoveAnySourceAtom() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        LineProblem padded = problem.WithTarget(problem.TargetAtoms.Concat(problem.S.Concat([-9f, 0.5f, 800f]).Select(t => (t, 0.0))));
        double[] phi = problem.Solve().Phi;
        double[] paddedPhi = padded.Solve().Phi;
        for (int i = 0; i < phi.Length; i++)
            AssertClose(phi[i], paddedPhi[i], problem.Scale);
    });

    [Fact]
    public void NoiseOfTheWeightsMovesNothing() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        var random = new SeededGenerator((ulong)problem.S.Length);
        double Noise(double weight, double sum) => weight + (sum * 1e-12 * (weight > 0 ? (2 * random.NextDouble()) - 1 : random.NextDouble()));
        LineProblem noisy = problem
            .WithSource(problem.SourceAtoms.Select(x => (x.Position, Noise(x.Weight, problem.A.Sum()))))
            .WithTarget(problem.TargetAtoms.Select(x => (x.Position, Noise(x.Weight, problem.B.Sum()))));
        double[] phi = problem.Solve().Phi;
        double[] noisyPhi = noisy.Solve().Phi;
        for (int i = 0; i < phi.Length; i++)
        {
            if (problem.A[i] > 0)
                AssertClose(phi[i], noisyPhi[i], problem.Scale, 1e-9);
        }
    });

    [Fact]
    public void EqualPositionsGetEqualPotentials() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        (double[] phi, double[] psi) = problem.Solve();
        AssertFunctionOfPosition(problem.S, phi);
        AssertFunctionOfPosition(problem.T, psi);
    });

    [Fact]
    public void SourcePotentialHasMeanZero() => LineProblemGenerator.Holds(LineProblemGenerator.Wild, problem =>
    {
        double mean = problem.Solve().Phi.Zip(problem.A, (phi, a) => phi * a).Sum() / problem.A.Sum();
        AssertClose(0, mean, problem.Scale);
    });

    [Fact]
    public void PermutingAtomsPermutesPotentials() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        LineProblem reversed = problem.WithSource(problem.SourceAtoms.Reverse()).WithTarget(problem.TargetAtoms.Reverse());
        double[] phi = problem.Solve().Phi;
        double[] reversedPhi = reversed.Solve().Phi;
        for (int i = 0; i < phi.Length; i++)
            AssertClose(phi[i], reversedPhi[^(i + 1)], problem.Scale);
    });

    [Fact]
    public void SplittingAtomsInTwoChangesNothing() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        LineProblem split = problem
            .WithSource(problem.SourceAtoms.SelectMany(x => new[] { (x.Position, 0.25 * x.Weight), (x.Position, 0.75 * x.Weight) }))
            .WithTarget(problem.TargetAtoms.SelectMany(x => new[] { (x.Position, 0.5 * x.Weight), (x.Position, 0.5 * x.Weight) }));
        double[] phi = problem.Solve().Phi;
        double[] splitPhi = split.Solve().Phi;
        for (int i = 0; i < phi.Length; i++)
        {
            AssertClose(phi[i], splitPhi[2 * i], problem.Scale);
            AssertClose(phi[i], splitPhi[(2 * i) + 1], problem.Scale);
        }
    });

    [Fact]
    public void TranslatingBothMeasuresChangesNothing() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        float shift = problem.S.Concat(problem.T).Select(Math.Abs).Max() * 4;
        LineProblem moved = problem with { S = [.. problem.S.Select(s => s + shift)], T = [.. problem.T.Select(t => t + shift)] };
        AssertAllClose(problem.Solve().Phi, moved.Solve().Phi, problem.Scale);
    });

    [Fact]
    public void ScalingPositionsScalesPotentialsLikeTheCost() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        LineProblem scaled = problem with { S = [.. problem.S.Select(s => -8 * s)], T = [.. problem.T.Select(t => -8 * t)] };
        double factor = Math.Pow(8, problem.Exponent);
        AssertAllClose([.. problem.Solve().Phi.Select(x => factor * x)], scaled.Solve().Phi, factor * problem.Scale);
    });

    [Fact]
    public void SwappingTheMeasuresSwapsThePotentials() => LineProblemGenerator.Holds(LineProblemGenerator.Plain, problem =>
    {
        double[] psi = problem.Solve().Psi;
        LineProblem swapped = problem.Swapped();
        double mean = psi.Zip(problem.B, (x, b) => x * b).Sum() / problem.B.Sum();
        AssertEqualWhereMass(swapped, swapped.Solve().Phi, [.. psi.Select(x => x - mean)]);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void OneAtomOnASide(int exponent)
    {
        var problem = new LineProblem([0.5f], [3], [-1, 0, 2], [1, 0, 1]) { Exponent = exponent };
        (double[] phi, double[] psi) = problem.Solve();
        Assert.Equal(0, phi[0], 12);
        AssertAllClose([.. problem.T.Select(t => problem.Cost(0.5, t))], psi, 1);
        AssertFeasible(problem.Swapped());
        AssertOptimal(problem.Swapped(), Rounding);
    }

    [Fact]
    public void TiesOfWeightsRoundedToFloat32AreTies()
    {
        var exact = new LineProblem([0, 1, 3], [2, 3, 5], [0, 2], [1, 1]);
        LineProblem rounded = exact with { A = [0.2f, 0.3f, 0.5f], B = [0.5f, 0.5f] };
        Assert.NotEqual(0.5, rounded.A[0] + rounded.A[1]);
        AssertAllClose(exact.Solve().Phi, rounded.Solve().Phi, exact.Scale, 1e-7);
    }

    [Theory]
    [InlineData(new float[] { 0, float.NaN }, new double[] { 1, 1 }, "Position 1 of the source is NaN")]
    [InlineData(new float[] { 0, 1 }, new double[] { 1, -1 }, "Weight 1 of the source is -1")]
    [InlineData(new float[] { 0, 1 }, new double[] { 1, double.PositiveInfinity }, "Weight 1 of the source is Infinity")]
    [InlineData(new float[] { 0, 1 }, new double[] { 0, 0 }, "weights of the source sum to 0")]
    [InlineData(new float[] { 0, 1 }, new double[] { 1 }, "2 positions, 1 weights")]
    [InlineData(new float[0], new double[0], "source has no atoms")]
    public void BadInputIsNamed(float[] positions, double[] weights, string message)
    {
        var problem = new LineProblem(positions, weights, [0f], [1.0]);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => problem.Solve()).Message);
    }

    [Fact]
    public void OnlyExponentsOneAndTwo() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => (new LineProblem([0], [1], [0], [1]) { Exponent = 3 }).Solve());

    private static void AssertFeasible(LineProblem problem)
    {
        (double[] phi, double[] psi) = problem.Solve();
        double allowed = Rounding * problem.Scale;
        for (int i = 0; i < phi.Length; i++)
            for (int j = 0; j < psi.Length; j++)
            {
                double excess = phi[i] + psi[j] - problem.Cost(problem.S[i], problem.T[j]);
                Assert.True(excess <= allowed, $"({i}, {j}) exceeds the cost by {excess} in {problem}");
            }
    }

    private static void AssertOptimal(LineProblem problem, double tolerance)
    {
        (double[] phi, double[] psi) = problem.Solve();
        double dual = (phi.Zip(problem.A, (x, a) => x * a).Sum() / problem.A.Sum()) + (psi.Zip(problem.B, (x, b) => x * b).Sum() / problem.B.Sum());
        AssertClose(StaircaseReference.Cost(problem), dual, problem.Scale, tolerance);
    }

    private static void AssertFunctionOfPosition(float[] positions, double[] potential)
    {
        foreach (IGrouping<float, double> group in positions.Zip(potential).GroupBy(x => x.First, x => x.Second))
            Assert.Single(group.Distinct());
    }

    private static void AssertEqualWhereMass(LineProblem problem, double[] actual, double[] expected)
    {
        for (int i = 0; i < problem.A.Length; i++)
        {
            if (problem.A[i] > 0)
                AssertClose(expected[i], actual[i], problem.Scale);
        }
    }

    private static void AssertAllClose(double[] expected, double[] actual, double scale, double tolerance = Rounding)
    {
        for (int i = 0; i < expected.Length; i++)
            AssertClose(expected[i], actual[i], scale, tolerance);
    }

    private static void AssertClose(double expected, double actual, double scale, double tolerance = Rounding) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * scale, $"expected {expected}, got {actual} (scale {scale})");
}
