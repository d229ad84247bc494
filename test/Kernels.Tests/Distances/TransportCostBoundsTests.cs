namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class TransportCostBoundsTests
{
    private static readonly TransportCostBoundsOptions OneFrame = new() { AdditionalFrames = 0 };

    public static TheoryData<string, int> Families => new()
    {
        { "normal", 1 }, { "normal", 2 }, { "normal", 3 }, { "normal", 8 }, { "normal", 33 }, { "normal", 64 },
        { "line", 2 }, { "line", 5 }, { "grid", 2 }, { "grid", 3 }, { "heavy", 2 }, { "heavy", 6 },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void TheBestAssignmentIsBetweenTheBounds(string family, int d)
    {
        var workspace = new TransportCostBoundsWorkspace();
        for (int seed = 0; seed < 12; seed++)
        {
            int n = 1 + (seed % 8);
            DiscreteMeasure source = Measures.Of(d, Points(family, seed, n, d, 0));
            DiscreteMeasure target = Measures.Of(d, Points(family, seed + 1000, n, d, 0.7));
            double exact = Measures.BruteForce(source, target);
            foreach (int rounds in new[] { 0, 3 })
            {
                var options = new TransportCostBoundsOptions { ImprovementRounds = d > 8 ? 0 : rounds };
                var bounds = TransportCostBounds.Compute(source, target, options, workspace);
                double slack = 1e-12 * bounds.Product;
                Assert.InRange(bounds.Lower, bounds.Gaussian - (1e-6 * bounds.Product), exact + slack);
                Assert.InRange(bounds.Upper, exact - slack, bounds.Product + slack);
                Assert.InRange(bounds.Estimate, bounds.Lower, bounds.Upper);
                Assert.True(bounds.MeanShift <= bounds.Lower);
            }
        }
    }

    [Fact]
    public void EqualMeasuresCostNothing()
    {
        foreach ((string family, int d) in new[] { ("normal", 1), ("normal", 7), ("normal", 40), ("line", 3), ("grid", 2), ("heavy", 4) })
        {
            double[] points = Points(family, 3, 50, d, 0.3);
            double[] weights = [.. Enumerable.Range(0, 50).Select(i => i * 7.0 % 5)];
            var bounds = TransportCostBounds.Compute(Measures.Weighted(d, points, weights), Measures.Weighted(d, points, weights));
            Assert.Equal(0, bounds.Lower);
            Assert.Equal(0, bounds.Upper);
            Assert.Equal(0, bounds.Gaussian);
            Assert.Equal(0, bounds.Estimate);
        }
    }

    [Fact]
    public void OneAtomOnASideLeavesOneCoupling()
    {
        DiscreteMeasure atom = Measures.Of(3, 1, 2, 3);
        DiscreteMeasure cloud = Measures.Of(3, Measures.Normal(1, 9, 3));
        double exact = Enumerable.Range(0, 9).Average(i => Measures.Cost(atom.Support[0], cloud.Support[i]));
        foreach ((DiscreteMeasure source, DiscreteMeasure target) in new[] { (atom, cloud), (cloud, atom) })
        {
            var bounds = TransportCostBounds.Compute(source, target, new TransportCostBoundsOptions { Epsilon = 0.5 });
            Assert.Equal(exact, bounds.Lower, 1e-12 * exact);
            Assert.Equal(exact, bounds.Upper, 1e-12 * exact);
            Assert.Equal(exact, bounds.EntropicUpper, 1e-12 * exact);
        }

        Assert.Equal(14, TransportCostBounds.Compute(atom, Measures.Of(3, 0, 0, 0)).Lower);
    }

    [Fact]
    public void ATranslationAddsItsSquare()
    {
        // Coordinates are multiples of 2^-6: moving them is exact in single precision.
        double[] points = [.. Measures.Normal(1, 40, 2).Select(x => Math.Round(x * 64) / 64)];
        double[] others = [.. Measures.Normal(2, 30, 2).Select(x => Math.Round(x * 64) / 64)];
        var still = TransportCostBounds.Compute(Measures.Of(2, points), Measures.Of(2, others));
        var moved = TransportCostBounds.Compute(
            Measures.Of(2, [.. points.Select(x => x + 100)]), Measures.Of(2, [.. others.Select(x => x + 100)]));
        Assert.Equal(still.Lower, moved.Lower, 1e-10);
        Assert.Equal(still.Upper, moved.Upper, 1e-10);
        var self = TransportCostBounds.Compute(
            Measures.Of(2, points), Measures.Of(2, [.. points.Select((x, k) => x + (k % 2 == 0 ? 3 : -4))]));
        Assert.Equal(25, self.Lower, 1e-11);
        Assert.Equal(25, self.Upper, 1e-11);
    }

    [Fact]
    public void UnitsAndCommonRotationsDoNotMatter()
    {
        double[] points = Measures.Normal(1, 40, 2), others = [.. Measures.Normal(2, 30, 2).Select((x, k) => k % 2 == 0 ? 3 * x : x)];
        var options = new TransportCostBoundsOptions { Epsilon = 0.25 };
        var plain = TransportCostBounds.Compute(Measures.Of(2, points), Measures.Of(2, others), options);
        var doubled = TransportCostBounds.Compute(
            Measures.Of(2, [.. points.Select(x => 2 * x)]), Measures.Of(2, [.. others.Select(x => 2 * x)]), options with { Epsilon = 1 });
        Assert.Equal(4 * plain.Lower, doubled.Lower, 1e-10);
        Assert.Equal(4 * plain.Upper, doubled.Upper, 1e-10);
        Assert.Equal(4 * plain.EntropicCost, doubled.EntropicCost, 1e-10);
        Assert.Equal(4 * plain.EntropicPenalty, doubled.EntropicPenalty, 1e-10);
        var turned = TransportCostBounds.Compute(Measures.Of(2, Turn(points)), Measures.Of(2, Turn(others)), options);
        Assert.Equal(plain.Lower, turned.Lower, 1e-4);
        Assert.Equal(plain.Upper, turned.Upper, 1e-4);
        Assert.Equal(plain.Gaussian, turned.Gaussian, 1e-4);
    }

    [Fact]
    public void ZeroWeightsChangeNothingAndSplitAtomsKeepTheLowerBound()
    {
        double[] points = Measures.Normal(1, 20, 3), others = Measures.Normal(2, 30, 3, 1);
        double[] weights = [.. Enumerable.Range(0, 20).Select(i => 1.0 + (i % 4))];
        DiscreteMeasure target = Measures.Of(3, others);
        var plain = TransportCostBounds.Compute(Measures.Weighted(3, points, weights), target);
        var padded = TransportCostBounds.Compute(
            Measures.Weighted(3, [900, 900, 900, .. points, -900, 0, 0], [0, .. weights, 0]), target);
        Assert.Equal(plain.Lower, padded.Lower, 1e-10);
        Assert.Equal(plain.Upper, padded.Upper, 1e-10);
        double[] halves = [.. weights.Select(w => w / 2)];
        var split = TransportCostBounds.Compute(Measures.Weighted(3, [.. points, .. points], [.. halves, .. halves]), target);
        Assert.Equal(plain.Lower, split.Lower, 1e-10);
        Assert.Equal(plain.Product, split.Product, 1e-10);
    }

    [Fact]
    public void TurningAxesRaisesTheLowerBound()
    {
        double before = 0, after = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            // Four clusters on the axes: their halves are farthest apart along the diagonals, which covariances do not tell.
            double[] clusters = [.. Measures.Normal(seed + 99, 80, 2).Select((x, k) =>
                (0.1 * x) + (k / 2 % 2 == k % 2 ? (k / 4 % 2 == 0 ? 2 : -2) : 0))];
            DiscreteMeasure source = Measures.Of(2, Measures.Normal(seed, 80, 2));
            DiscreteMeasure target = Measures.Of(2, clusters);
            double plain = TransportCostBounds.Compute(source, target, OneFrame).Lower;
            double turned = TransportCostBounds.Compute(source, target, OneFrame with { ImprovementRounds = 4 }).Lower;
            Assert.True(turned >= plain);
            before += plain;
            after += turned;
        }

        Assert.True(after > 1.1 * before, $"{after} against {before}");
    }

    [Fact]
    public void NothingIsAllocatedOnceBuffersHaveGrown()
    {
        DiscreteMeasure source = Measures.Of(4, Measures.Normal(1, 100, 4));
        DiscreteMeasure target = Measures.Of(4, Measures.Normal(2, 90, 4));
        var workspace = new TransportCostBoundsWorkspace();
        var options = new TransportCostBoundsOptions { Epsilon = 0.1, ImprovementRounds = 1 };
        var first = TransportCostBounds.Compute(source, target, options, workspace);
        TransportCostBounds.Compute(target, source, options, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var second = TransportCostBounds.Compute(source, target, options, workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(first, second);
    }

    [Fact]
    public void WrongArgumentsAreNamed()
    {
        DiscreteMeasure line = Measures.Of(1, 0, 1), plane = Measures.Of(2, 0, 1);
        Assert.Contains("dimension 1", Assert.Throws<PairException>(() => TransportCostBounds.Compute(line, plane)).Message);
        foreach (double epsilon in new[] { -1, double.NaN, double.PositiveInfinity })
        {
            var options = new TransportCostBoundsOptions { Epsilon = epsilon };
            Assert.Equal("Epsilon", Assert.Throws<ArgumentOutOfRangeException>(() => TransportCostBounds.Compute(line, line, options)).ParamName);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => TransportCostBounds.Compute(line, line, new() { AdditionalFrames = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TransportCostBounds.Compute(line, line, new() { ImprovementRounds = 41 }));
        Assert.Throws<ArgumentNullException>(() => TransportCostBounds.Compute(line, null!));
    }

    [Fact]
    public void CoordinatesAtTheEndsOfSinglePrecisionStayFinite()
    {
        foreach (double unit in new[] { 1e37, 1e-37 })
        {
            double[] points = [.. Measures.Normal(1, 20, 2).Select(x => x * unit)], others = [.. Measures.Normal(2, 20, 2).Select(x => x * unit)];
            var bounds = TransportCostBounds.Compute(Measures.Of(2, points), Measures.Of(2, others));
            Assert.InRange(bounds.Lower / unit / unit, 0.01, bounds.Upper / unit / unit);
            Assert.InRange(bounds.Upper / unit / unit, 0.01, 10);
        }
    }

    private static double[] Turn(double[] points)
    {
        (double sine, double cosine) = Math.SinCos(0.8);
        return [.. points.Select((_, k) => k % 2 == 0
            ? (cosine * points[k]) - (sine * points[k + 1])
            : (sine * points[k - 1]) + (cosine * points[k]))];
    }

    private static double[] Points(string family, int seed, int n, int d, double shift)
    {
        double[] normal = Measures.Normal(seed, n, d);
        return family switch
        {
            "line" => [.. normal.Select((_, k) => (normal[k / d * d] * ((k % d) + 1)) + shift)],
            "grid" => [.. normal.Select(x => Math.Round(x))],
            "heavy" => [.. normal.Select(x => (x * x * x) + shift)],
            _ => [.. normal.Select(x => x + shift)],
        };
    }
}
