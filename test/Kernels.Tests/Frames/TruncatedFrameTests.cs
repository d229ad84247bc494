using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Potentials of pairs of more dimensions than a frame spans.</summary>
public class TruncatedFrameTests
{
    public static TheoryData<int, int, int, bool> Sizes => new()
    {
        { 33, 30, 30, false }, { 40, 25, 31, true }, { 64, 80, 70, true }, { 100, 9, 60, false }, { 333, 50, 50, true }, { 1000, 50, 50, false },
    };

    /// <summary>Plain sums over the directions, of which the part that an entropic plan moves by counts, and over what is left.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void IsTheSumAlongTheFrameOfTheSubspaceAndOfTheGaussianRest(int d, int n, int m, bool weighted)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(d, n, m, weighted);
        foreach (double epsilon in new[] { 0, 0.5, 20 })
        {
            var potential = new FramePotential();
            double[] f = Compute(potential, source, target, epsilon);
            LeadingSubspace subspace = potential.Subspace!;
            double[] expected = new double[n], frame = potential.Search.Frame.ToArray();
            int rank = subspace.Rank;
            double bound = subspace.Shift + Math.Pow(Math.Sqrt(subspace.SourceRest) - Math.Sqrt(subspace.TargetRest), 2), trace = subspace.SourceRest + subspace.TargetRest;
            for (int k = 0; k < rank; k++)
            {
                float[] x = Along(subspace.Source, frame.AsSpan(k * rank, rank)), y = Along(subspace.Target, frame.AsSpan(k * rank, rank));
                var line = new LineProblem(x, Whole(source), y, Whole(target));
                bound += StaircaseReference.Cost(line);
                double[] first = StaircaseReference.Potential(line, sourceFirst: true), second = StaircaseReference.Potential(line, sourceFirst: false);
                double a = Variance(source, x), b = Variance(target, y), part = Part(a, b, epsilon);
                trace += a + b;
                Assert.Equal(part, potential.Parts[k], 1e-6);
                for (int i = 0; i < n; i++)
                    expected[i] += (part * (first[i] + second[i]) / 2) + ((1 - part) * x[i] * x[i]);
            }

            double restSlope = subspace.SourceRest > 0
                ? Math.Sqrt(subspace.TargetRest / subspace.SourceRest) * Part(subspace.SourceRest / (d - rank), subspace.TargetRest / (d - rank), epsilon)
                : 0;
            for (int i = 0; i < n; i++)
                expected[i] += ((1 - restSlope) * subspace.Rest[i]) + subspace.Linear[i];
            double mean = TensorPrimitives.Dot(source.Weights, expected);
            Assert.All(Enumerable.Range(0, n), i => Assert.Equal(expected[i] - mean, f[i], 1e-4 * (trace + bound)));
            Assert.Equal(bound, potential.Bound, 1e-5 * (trace + bound));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void WithoutEpsilonItIsFeasibleAndTheBoundItsDualValue(int d, int n, int m, bool weighted)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(d, n, m, weighted);
        var potential = new FramePotential();
        double[] f = Compute(potential, source, target, epsilon: 0);
        double exact = ExactTransportCost.Compute(source, target);
        Assert.InRange(potential.Bound, potential.Subspace!.Shift, exact * (1 + 1e-6));

        // With the best partner f has at least the dual value of its own one.
        double dual = TensorPrimitives.Dot(source.Weights, f);
        for (int j = 0; j < m; j++)
            dual += target.Weights[j] * Enumerable.Range(0, n).Min(i => Measures.Cost(source.Support[i], target.Support[j]) - f[i]);
        Assert.InRange(dual, potential.Bound - (1e-5 * exact), exact * (1 + 1e-6));
    }

    [Fact]
    public void TheBoundIsBelowTheBestAssignment()
    {
        for (int seed = 1; seed <= 10; seed++)
        {
            (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(45, 7, 7, weighted: false, seed);
            var potential = new FramePotential();
            Compute(potential, source, target, epsilon: 0);
            double exact = Measures.BruteForce(source, target);
            Assert.InRange(potential.Bound, 0.2 * exact, exact * (1 + 1e-6));
        }
    }

    /// <summary>y = t x + s is an optimal map, and what the subspace leaves out is scaled as all the rest.</summary>
    [Theory]
    [InlineData(33, 80, 0.25)]
    [InlineData(100, 80, 3.0)]
    [InlineData(400, 60, 1.0)]
    public void IsExactForScaledAndMovedClouds(int d, int n, double t)
    {
        double[] x = [.. Measures.Normal(4, n, d).Select((value, k) => value / (1 + (k % d / 2.0)))];
        DiscreteMeasure source = Measures.Of(d, x), target = Measures.Of(d, [.. x.Select((value, k) => (t * value) + (k % d % 3))]);
        var potential = new FramePotential();
        double[] f = Compute(potential, source, target, epsilon: 0);
        double cost = Enumerable.Range(0, n).Average(i => Measures.Cost(source.Support[i], target.Support[i]));
        Assert.Equal(cost, potential.Bound, 1e-5 * cost);
        double[] exact = [.. Enumerable.Range(0, n).Select(i => source.Support[i].ToArray().Select((value, k) => ((1 - t) * value * value) - (2 * (k % 3) * value)).Sum())];
        double mean = exact.Average(), spread = Math.Max(exact.Max() - exact.Min(), 1);
        Assert.All(Enumerable.Range(0, n), i => Assert.Equal(exact[i] - mean, f[i], 0.1 * spread));
    }

    /// <summary>Where epsilon is large, plans between Gaussians hardly move what the feasible potential says.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void BetweenGaussiansAtLargeEpsilonItIsFarNearerThanTheFeasibleOne(double scale)
    {
        const int Dimension = 48, Count = 400;
        double[] Cloud(int seed, double spread) => [.. Measures.Normal(seed, Count, Dimension).Select((value, k) => spread * value / (1 + (k % Dimension / 2.0)))];
        DiscreteMeasure source = Measures.Of(Dimension, Cloud(1, 1)), target = Measures.Of(Dimension, Cloud(2, scale));
        const double Epsilon = 30;
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, Epsilon);
        double[] f = Compute(new FramePotential(), source, target, Epsilon), feasible = Compute(new FramePotential(), source, target, 0);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-9 }).Solve(problem);
        double optimum = EntropicDual.Value(problem, solution.SourcePotential, solution.TargetPotential);
        Assert.InRange(optimum - EntropicDual.SemiDual(problem, f), 0, 0.2 * (optimum - EntropicDual.SemiDual(problem, feasible)));
    }

    [Theory]
    [InlineData(60, 20)]
    [InlineData(500, 3)]
    [InlineData(500, 1)]
    public void DegenerateMeasuresAreExactCases(int d, int n)
    {
        var potential = new FramePotential();
        (DiscreteMeasure cloud, DiscreteMeasure other) = HighClouds.Pair(d, n, n, weighted: true);
        double spread = Enumerable.Range(0, n).Max(i => Measures.Cost(cloud.Support[i], cloud.Support[0])) + 1;

        // Equal measures.
        Assert.All(Compute(potential, cloud, cloud, epsilon: 0), value => Assert.Equal(0, value, 1e-5 * spread));
        Assert.Equal(0, potential.Bound, 1e-6 * spread);

        // One atom, on either side.
        DiscreteMeasure atom = Measures.Of(d, [.. Enumerable.Range(0, d).Select(k => 0.01 * k)]);
        double[] squares = [.. Enumerable.Range(0, n).Select(i => Measures.Cost(cloud.Support[i], atom.Support[0]))];
        double mean = TensorPrimitives.Dot<double>(cloud.Weights, squares);
        foreach (double epsilon in new[] { 0, 1e-3, 1e3 })
        {
            double[] f = Compute(potential, cloud, atom, epsilon);
            Assert.All(Enumerable.Range(0, n), i => Assert.Equal(squares[i] - mean, f[i], 1e-5 * (mean + spread)));
            Assert.Equal(mean, potential.Bound, 1e-5 * mean);
            Assert.Equal([0.0], Compute(potential, atom, cloud, epsilon));
            Assert.Equal(mean, potential.Bound, 1e-5 * mean);
        }

        // A translation.
        DiscreteMeasure moved = new(new Support([.. cloud.Support.Coordinates.ToArray().Select(x => x + 8)], d), cloud.Weights);
        double[] shifted = Compute(potential, cloud, moved, epsilon: 0);
        double[] linear = [.. Enumerable.Range(0, n).Select(i => -16 * cloud.Support[i].ToArray().Sum(x => (double)x))];
        double middle = TensorPrimitives.Dot<double>(cloud.Weights, linear);
        Assert.All(Enumerable.Range(0, n), i => Assert.Equal(linear[i] - middle, shifted[i], 1e-4 * (spread + (64 * d))));
        Assert.Equal(64.0 * d, potential.Bound, 1e-5 * 64 * d);
        Assert.All(Compute(potential, cloud, other, epsilon: 1e-30), value => Assert.True(double.IsFinite(value)));
    }

    /// <summary>Where all variance is in few directions, the pair is that of these directions, with constant features or turned.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 64)]
    [InlineData(11, 100)]
    public void PointsInASubspaceHaveThePotentialOfFewDimensions(int low, int d)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(low, 50, 37, weighted: true);
        var potential = new FramePotential();
        double[] expected = Compute(potential, source, target, epsilon: 0, improves: false);
        double bound = potential.Bound, scale = expected.Max() - expected.Min();
        double[] turned = Compute(potential, HighClouds.Embed(source, d), HighClouds.Embed(target, d), epsilon: 0, improves: false);
        Assert.Equal(bound, potential.Bound, 1e-4 * bound);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(expected[i], turned[i], 2e-3 * scale));

        DiscreteMeasure Padded(DiscreteMeasure measure) =>
            new(new Support([.. Enumerable.Range(0, measure.Count).SelectMany(i => measure.Support[i].ToArray().Concat(Enumerable.Repeat(3f, d - low)))], d), measure.Weights);
        double[] padded = Compute(potential, Padded(source), Padded(target), epsilon: 0, improves: false);
        Assert.Equal(bound, potential.Bound, 1e-4 * bound);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(expected[i], padded[i], 2e-3 * scale));
    }

    [Fact]
    public void AtomsWithoutMassChangeNothingAndHaveFeasibleValues()
    {
        const int Dimension = 50;
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(Dimension, 30, 21, weighted: false);
        double[] a = [.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? 0.0 : 1 + (i % 4))];
        int[] kept = [.. Enumerable.Range(0, 30).Where(i => a[i] > 0)];
        DiscreteMeasure all = new(source.Support, a);
        DiscreteMeasure some = new(new Support([.. kept.SelectMany(i => source.Support[i].ToArray())], Dimension), [.. kept.Select(i => a[i])]);
        var potential = new FramePotential();
        foreach (double epsilon in new[] { 0, 1.0 })
        {
            double[] f = Compute(potential, all, target, epsilon), g = Compute(potential, some, target, epsilon);
            double scale = f.Max() - f.Min();
            for (int k = 0; k < kept.Length; k++)
                Assert.Equal(g[k], f[kept[k]], 1e-4 * scale);
        }

        // Feasible also where there is no mass: a partner made with these atoms has no less than the dual value of the frame's own.
        double[] values = Compute(potential, all, target, 0);
        double dual = TensorPrimitives.Dot(all.Weights, values);
        for (int j = 0; j < 21; j++)
            dual += target.Weights[j] * Enumerable.Range(0, 30).Min(i => Measures.Cost(all.Support[i], target.Support[j]) - values[i]);
        Assert.InRange(dual, potential.Bound * (1 - 1e-5), double.PositiveInfinity);
    }

    [Theory]
    [InlineData(1e17f)]
    [InlineData(1e-12f)]
    [InlineData(1e-38f)]
    [InlineData(3e37f)]
    public void ExtremeCoordinatesGiveFinitePotentials(float scale)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = HighClouds.Pair(40, 12, 15, weighted: false);
        DiscreteMeasure Scaled(DiscreteMeasure measure) => new(new Support([.. measure.Support.Coordinates.ToArray().Select(x => x * scale)], 40));
        foreach (double epsilon in new[] { 0, 0.01 * (double)scale * scale })
            Assert.All(Compute(new FramePotential(), Scaled(source), Scaled(target), epsilon), value => Assert.True(double.IsFinite(value)));
    }

    private static double[] Compute(FramePotential potential, DiscreteMeasure source, DiscreteMeasure target, double epsilon, bool improves = true)
    {
        var f = new double[source.Count];
        potential.Compute(source, target, epsilon, improves);
        potential.CopyTo(f);
        return f;
    }

    /// <summary>With half of epsilon.</summary>
    private static double Part(double a, double b, double epsilon) => epsilon == 0 ? 1 : 2 * Math.Sqrt(a * b) / (Math.Sqrt((4 * a * b) + (epsilon * epsilon / 16)) + (epsilon / 4));

    private static float[] Along(DiscreteMeasure measure, ReadOnlySpan<double> direction)
    {
        var positions = new float[measure.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < direction.Length; k++)
                sum += direction[k] * measure.Support[i][k];
            positions[i] = (float)sum;
        }

        return positions;
    }

    private static double Variance(DiscreteMeasure measure, float[] positions)
    {
        double mean = Enumerable.Range(0, positions.Length).Sum(i => measure.Weights[i] * positions[i]);
        return Enumerable.Range(0, positions.Length).Sum(i => measure.Weights[i] * (positions[i] - mean) * (positions[i] - mean));
    }

    /// <summary>The weights as the whole numbers they were given as: masses that tie then tie exactly.</summary>
    private static double[] Whole(DiscreteMeasure measure) => [.. measure.Weights.ToArray().Select(weight => measure.IsUniform ? 1 : Math.Round(weight * measure.TotalMass))];
}
