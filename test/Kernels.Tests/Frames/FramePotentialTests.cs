namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class FramePotentialTests
{
    public static TheoryData<int, int, int, bool> Sizes => new()
    {
        { 1, 1, 1, false }, { 1, 7, 7, false }, { 1, 9, 4, true }, { 2, 2, 2, false }, { 2, 1, 6, false }, { 2, 6, 1, true }, { 2, 8, 8, false },
        { 2, 17, 23, false }, { 2, 33, 20, true }, { 3, 15, 15, true }, { 3, 40, 40, false }, { 3, 31, 64, false }, { 5, 30, 30, true }, { 9, 25, 31, true },
        { 17, 20, 20, false }, { 32, 40, 36, true },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void IsTheSumOfTheExactPotentialsAlongItsFrame(int d, int n, int m, bool weighted)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(d, n, m, weighted);
        var potential = new FramePotential();
        double[] f = Compute(potential, source, target);
        double[] expected = Reference(source, target, potential.Search.Frame.ToArray(), out double bound);
        double scale = 1e-5 * (bound + Trace(source) + Trace(target));
        for (int i = 0; i < n; i++)
        {
            if (source.Weights[i] > 0)
                Assert.Equal(expected[i], f[i], scale * 10);
        }

        Assert.Equal(bound, potential.Bound, scale);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TheBoundIsADualValueBetweenTheBuresDistanceAndThePlansCost(int d, int n, int m, bool weighted)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(d, n, m, weighted);
        var potential = new FramePotential();
        double[] f = Compute(potential, source, target);
        var bounds = TransportCostBounds.Compute(source, target);
        Assert.InRange(potential.Bound, bounds.Gaussian * (1 - 1e-6), bounds.Upper * (1 + 1e-6));

        // With the best partner f has at least the dual value of its own one.
        double dual = Weighted(source, i => f[i]) + Weighted(target, j => Enumerable.Range(0, n).Min(i => Measures.Cost(source.Support[i], target.Support[j]) - f[i]));
        Assert.InRange(dual, potential.Bound - (1e-5 * bounds.Product), bounds.Upper * (1 + 1e-6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public void IsExactForPositiveDefiniteLinearMaps(int d)
    {
        // y = A x + s with A symmetric positive definite is optimal, its potential x^T (I - A) x - 2 s.x.
        const int Count = 60;
        double[] x = Measures.Normal(5, Count, d), root = Measures.Normal(6, d, d), y = new double[x.Length];
        var map = new double[d * d];
        for (int p = 0; p < d; p++)
            for (int q = 0; q < d; q++)
                map[(p * d) + q] = (p == q ? 0.3 : 0) + (Enumerable.Range(0, d).Sum(k => root[(p * d) + k] * root[(q * d) + k]) / (d * d));
        for (int i = 0; i < Count; i++)
            for (int p = 0; p < d; p++)
                y[(i * d) + p] = 2 + p + Enumerable.Range(0, d).Sum(q => map[(p * d) + q] * x[(i * d) + q]);
        DiscreteMeasure source = Measures.Of(d, x), target = Measures.Of(d, y);
        var potential = new FramePotential();
        double[] f = Compute(potential, source, target);
        double cost = Enumerable.Range(0, Count).Average(i => Measures.Cost(source.Support[i], target.Support[i]));
        Assert.Equal(cost, potential.Bound, 1e-5 * cost);

        var exact = new double[Count];
        for (int i = 0; i < Count; i++)
            for (int p = 0; p < d; p++)
            {
                double mapped = Enumerable.Range(0, d).Sum(q => map[(p * d) + q] * x[(i * d) + q]);
                exact[i] += (x[(i * d) + p] * (x[(i * d) + p] - mapped)) - (2 * (2 + p) * x[(i * d) + p]);
            }

        // Potentials of point sets are unique only to about their spacing along each axis.
        double mean = exact.Average(), spread = exact.Max() - exact.Min();
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(exact[i] - mean, f[i], 0.06 * spread));
    }

    [Fact]
    public void MovingTheTargetAddsTheLinearTermAlone()
    {
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(2, 20, 25, weighted: true);
        float[] coordinates = target.Support.Coordinates.ToArray();
        DiscreteMeasure moved = new(new Support([.. coordinates.Select((x, k) => x + (k % 2 == 0 ? 64 : -32))], 2), target.Weights);
        var potential = new FramePotential();
        double[] f = Compute(potential, source, target), shifted = Compute(potential, source, moved);
        double mean = Weighted(source, i => Linear(i));
        double Linear(int i) => -2 * ((64 * source.Support[i][0]) - (32 * source.Support[i][1]));
        Assert.All(Enumerable.Range(0, source.Count), i => Assert.Equal(f[i] + Linear(i) - mean, shifted[i], 1e-3));
    }

    [Fact]
    public void DegenerateMeasuresAreExactCases()
    {
        var potential = new FramePotential();
        DiscreteMeasure cloud = Measures.Of(3, Measures.Normal(1, 12, 3)), atom = Measures.Of(3, 1, 2, 3);
        DiscreteMeasure line = Measures.Of(2, 0, 0, 1, 2, 2, 4, 4, 8), other = Measures.Of(2, 3, 6, 1, 2, 0, 0, 8, 16);

        Assert.All(Compute(potential, cloud, cloud), value => Assert.Equal(0, value, 1e-5));
        Assert.Equal(0, potential.Bound, 1e-6);

        double[] f = Compute(potential, cloud, atom);
        double[] squares = [.. Enumerable.Range(0, 12).Select(i => Measures.Cost(cloud.Support[i], atom.Support[0]))];
        Assert.All(Enumerable.Range(0, 12), i => Assert.Equal(squares[i] - squares.Average(), f[i], 1e-5));
        Assert.Equal(squares.Average(), potential.Bound, 1e-5);
        Assert.Equal([0.0], Compute(potential, atom, cloud));
        Assert.Equal(squares.Average(), potential.Bound, 1e-5);

        Compute(potential, line, other);
        Assert.Equal(Measures.BruteForce(line, other), potential.Bound, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void AtomsWithoutMassChangeNothingAndHaveFeasibleValues(int d)
    {
        double[] x = Measures.Normal(3, 30, d), y = Measures.Normal(4, 21, d, 0.5);
        double[] a = [.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? 0.0 : 1 + (i % 4))];
        int[] kept = [.. Enumerable.Range(0, 30).Where(i => a[i] > 0)];
        DiscreteMeasure all = Measures.Weighted(d, x, a), target = Measures.Weighted(d, y, [.. Enumerable.Range(0, 21).Select(j => j % 5 == 1 ? 0.0 : 1 + j)]);
        DiscreteMeasure some = Measures.Weighted(d, [.. kept.SelectMany(i => x[(i * d)..((i + 1) * d)])], [.. kept.Select(i => a[i])]);
        var potential = new FramePotential();
        foreach (bool guided in new[] { false, true })
        {
            double[] f = Compute(potential, all, target, guided), g = Compute(potential, some, target, guided);
            for (int k = 0; k < kept.Length; k++)
                Assert.Equal(g[k], f[kept[k]], 1e-9);
        }

        // Feasible also where there is no mass: a partner made with these atoms has no less than the dual value of the frame's own.
        double[] values = Compute(potential, all, target);
        double dual = Weighted(all, i => values[i])
            + Weighted(target, j => Enumerable.Range(0, 30).Min(i => Measures.Cost(all.Support[i], target.Support[j]) - values[i]));
        Assert.InRange(dual, potential.Bound * (1 - 1e-5), double.PositiveInfinity);
    }

    [Theory]
    [InlineData(1, 20, 20)]
    [InlineData(2, 50, 41)]
    [InlineData(3, 70, 70)]
    public void TheCorrectionSolvesTheNormalEquationsOfItsGradients(int d, int n, int m)
    {
        (DiscreteMeasure source, DiscreteMeasure target) = Pair(d, n, m, weighted: true);
        var potential = new FramePotential();
        Compute(potential, source, target);
        double[] transported = potential.Transported[..(n * d)].ToArray();
        potential.Guide();
        GradientFit fit = potential.Fit;
        CenteredAtoms atoms = potential.Search.Source;
        int features = fit.Phases.Length, count = fit.Coefficients.Length;
        var gradients = new double[count][];
        for (int k = 0, p = 0, q = 0; k < count; k++)
        {
            gradients[k] = new double[n * d];
            for (int i = 0; i < n && k < features; i++)
            {
                double angle = fit.Phases[k];
                for (int l = 0; l < d; l++)
                    angle += fit.Frequencies[(k * d) + l] * atoms.Axis(l)[i];
                for (int l = 0; l < d; l++)
                    gradients[k][(l * n) + i] = -2 * Math.PI * fit.Frequencies[(k * d) + l] * Math.Sin(2 * Math.PI * angle);
            }

            if (k < features)
                continue;
            for (int i = 0; i < n; i++)
            {
                gradients[k][(p * n) + i] += atoms.Axis(q)[i];
                gradients[k][(q * n) + i] += atoms.Axis(p)[i];
            }

            if (++q == d)
                q = ++p;
        }

        double Inner(double[] left, double[] right) => Enumerable.Range(0, n * d).Sum(e => atoms.Weights[e % n] * left[e] * right[e]);
        double[] residual = [.. Enumerable.Range(0, n * d).Select(e => 2 * (transported[e] - fit.Map[e]))];
        double largest = gradients.Max(g => Inner(g, g)), error = 0, size = 0;
        for (int k = 0; k < count; k++)
        {
            double square = Inner(gradients[k], gradients[k]), moment = Inner(gradients[k], residual);
            double product = ((GradientFit.Ridge * square) + (1e-10 * largest)) * fit.Coefficients[k];
            for (int l = 0; l < count; l++)
                product += Inner(gradients[k], gradients[l]) * fit.Coefficients[l];
            error = Math.Max(error, Math.Abs(product - moment));
            size = Math.Max(size, Math.Abs(moment));
        }

        Assert.InRange(error, 0, 1e-8 * Math.Max(size, 1));
    }

    private static (DiscreteMeasure Source, DiscreteMeasure Target) Pair(int d, int n, int m, bool weighted)
    {
        double[] x = Measures.Normal(n + d, n, d), y = Measures.Normal(m + (2 * d), m, d, 0.7);
        for (int k = 0; k < y.Length; k++)
            y[k] = y[k] > 0 ? (0.5 * y[k]) + 1 : y[k];
        return weighted
            ? (Measures.Weighted(d, x, [.. Enumerable.Range(0, n).Select(i => 1.0 + (i % 5))]), Measures.Weighted(d, y, [.. Enumerable.Range(0, m).Select(j => 1.0 + (j % 7))]))
            : (Measures.Of(d, x), Measures.Of(d, y));
    }

    private static double[] Compute(FramePotential potential, DiscreteMeasure source, DiscreteMeasure target, bool guided = false)
    {
        var f = new double[source.Count];
        potential.Compute(source, target);
        if (guided)
            potential.Guide();
        potential.CopyTo(f);
        return f;
    }

    private static double[] Reference(DiscreteMeasure source, DiscreteMeasure target, double[] frame, out double bound)
    {
        int d = source.Dimension;
        var f = new double[source.Count];
        bound = 0;
        for (int k = 0; k < d; k++)
        {
            float[] Along(DiscreteMeasure measure) =>
                [.. Enumerable.Range(0, measure.Count).Select(i => (float)Enumerable.Range(0, d).Sum(l => frame[(k * d) + l] * measure.Support[i][l]))];
            var line = new LineProblem(Along(source), Whole(source), Along(target), Whole(target));
            bound += StaircaseReference.Cost(line);
            double[] first = StaircaseReference.Potential(line, sourceFirst: true), second = StaircaseReference.Potential(line, sourceFirst: false);
            for (int i = 0; i < f.Length; i++)
                f[i] += (first[i] + second[i]) / 2;
        }

        return f;
    }

    /// <summary>The weights as the whole numbers they were given as: masses that tie then tie exactly.</summary>
    private static double[] Whole(DiscreteMeasure measure) => [.. measure.Weights.ToArray().Select(weight => measure.IsUniform ? 1 : Math.Round(weight * measure.TotalMass))];

    private static double Trace(DiscreteMeasure measure)
    {
        double sum = 0;
        for (int i = 0; i < measure.Count; i++)
            for (int k = 0; k < measure.Dimension; k++)
                sum += measure.Weights[i] * measure.Support[i][k] * measure.Support[i][k];
        return sum;
    }

    private static double Weighted(DiscreteMeasure measure, Func<int, double> value)
    {
        double sum = 0;
        for (int i = 0; i < measure.Count; i++)
            sum += measure.Weights[i] * value(i);
        return sum;
    }
}
