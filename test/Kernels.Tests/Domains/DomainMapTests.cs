namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class DomainMapTests
{
    public static TheoryData<DomainMapKind> Kinds => [.. Enum.GetValues<DomainMapKind>()];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(60)]
    public void TheLinearMapCarriesMeanAndCovarianceOver(int d)
    {
        // Symmetric and positive, so the Gaussian map is the one the points were moved by.
        int n = Math.Max(2000, 400 * d);
        double[] points = [.. Measures.Normal(1, n, d).Select((x, k) => x / (1 + (k % d / 2.0)))], moved = new double[n * d];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < d; k++)
                moved[(i * d) + k] = (1.5 * points[(i * d) + k]) + (0.2 * points[(i * d) + ((k + 1) % d)]) + (0.2 * points[(i * d) + ((k + d - 1) % d)]) + k - 5;
        }

        DiscreteMeasure source = Measures.Of(d, points), target = Measures.Of(d, moved);
        var map = DomainMap.Fit(source, target, new DomainMapOptions { Scaling = FeatureScaling.Common });
        var factors = (AffineMap)map;
        for (int i = 0; i < d; i++)
        {
            for (int k = 0; k < d; k++)
            {
                double expected = (i == k ? 1.5 : 0) + (i == (k + 1) % d ? 0.2 : 0) + (i == (k + d - 1) % d ? 0.2 : 0);
                Assert.Equal(expected, factors.Factor(i, k), 0.05);
            }
        }

        var mapped = new DomainMoments(map.Apply(source));
        var wanted = new DomainMoments(target);
        for (int k = 0; k < d; k++)
            Assert.Equal(wanted.Means[k], mapped.Means[k], 1e-4);
    }

    [Fact]
    public void TheShrinkageIsLedoitAndWolfs()
    {
        const int N = 23, D = 7;
        double[] points = Measures.Normal(3, N, D);
        DiscreteMeasure measure = Measures.Of(D, points);
        var moments = new DomainMoments(measure);
        double[] ones = [.. Enumerable.Repeat(1.0, D)], covariance = new double[D * D];
        double shrinkage = ShrunkCovariance.Compute(measure, moments.Means, ones, covariance);

        var z = new double[N, D];
        var s = new double[D, D];
        for (int i = 0; i < N; i++)
            for (int k = 0; k < D; k++)
                z[i, k] = measure.Support[i][k] - moments.Means[k];
        double trace = 0, square = 0, beta = 0;
        for (int k = 0; k < D; k++)
        {
            for (int l = 0; l < D; l++)
            {
                double squares = 0;
                for (int i = 0; i < N; i++)
                {
                    s[k, l] += z[i, k] * z[i, l] / N;
                    squares += z[i, k] * z[i, k] * z[i, l] * z[i, l];
                }

                beta += squares;
                square += s[k, l] * s[k, l];
            }

            trace += s[k, k];
        }

        double mean = trace / D, delta = (square - (2 * mean * trace) + (D * mean * mean)) / D;
        double expected = Math.Min((beta / N) - square, N * D * delta) / (D * N) / delta;
        Assert.Equal(expected, shrinkage, 1e-9);
        for (int k = 0; k < D; k++)
        {
            for (int l = 0; l < D; l++)
                Assert.Equal(((1 - expected) * s[k, l]) + (k == l ? expected * mean : 0), covariance[(k * D) + l], 1e-9);
        }
    }

    [Theory]
    [InlineData(1, 7, 2)]
    [InlineData(13, 5, 3)]
    [InlineData(65, 100, 9)]
    public void TheEntropicMapIsTheAverageThatPlainLoopsGive(int n, int m, int d)
    {
        n = Math.Max(n, 2);
        DiscreteMeasure source = Measures.Of(d, Measures.Normal(1, n, d)), target = Measures.Weighted(d, Measures.Normal(2, m, d, 3), [.. Enumerable.Range(0, m).Select(j => (double)(j % 3))]);
        var options = new DomainMapOptions { Kind = DomainMapKind.Entropic, Scaling = FeatureScaling.PerFeature, CorrectsSpread = false };
        EntropicMapData data = ((EntropicMap)DomainMap.Fit(source, target, options)).Data;
        var map = DomainMap.Fit(source, target, options);
        double[] rows = Measures.Normal(4, 20, d);
        rows[0] = 1e4;
        rows[d] = -1e20;
        var to = new DomainMoments(target);
        for (int r = 0; r < 20; r++)
        {
            float[] row = [.. rows[(r * d)..((r + 1) * d)].Select(x => (float)x)], result = new float[d];
            map.Apply(row, result);
            var exponents = new double[m];
            for (int j = 0; j < m; j++)
            {
                exponents[j] = data.Offsets[j];
                for (int k = 0; k < d; k++)
                    exponents[j] += data.Slope * data.Axes[(k * m) + j] * ((row[k] - data.SourceMeans[k]) / data.Scales[k]);
            }

            double largest = exponents.Max(), sum = exponents.Sum(e => Math.Exp(e - largest));
            for (int k = 0; k < d; k++)
            {
                double mean = Enumerable.Range(0, m).Sum(j => Math.Exp(exponents[j] - largest) / sum * data.Axes[(k * m) + j]);
                Assert.Equal(to.Means[k] + (data.Scales[k] * mean), result[k], 2e-4 * data.Scales[k]);
            }
        }
    }

    [Fact]
    public void InSampleTheEntropicMapIsTheBarycentricProjection()
    {
        const int N = 40, D = 2;
        DiscreteMeasure source = Measures.Of(D, Measures.Normal(1, N, D)), target = Measures.Of(D, Measures.Normal(2, N, D));
        var map = (EntropicMap)DomainMap.Fit(source, target, new DomainMapOptions { Kind = DomainMapKind.Entropic, Scaling = FeatureScaling.Common, CorrectsSpread = false });
        double scale = map.Data.Scales[0], epsilon = 2 / map.Data.Slope * scale * scale;
        var problem = new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilon);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-8 }).Solve(problem);
        var expected = new float[N * D];
        BarycentricProjection.Compute(problem, solution.SourcePotential, solution.TargetPotential, expected);
        DiscreteMeasure mapped = map.Apply(source);
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], mapped.Support.Coordinates[k], 2e-3);
    }

    [Theory]
    [InlineData(DomainMapKind.PerFeature)]
    [InlineData(DomainMapKind.PerFeatureMonotone)]
    [InlineData(DomainMapKind.Linear)]
    [InlineData(DomainMapKind.Entropic)]
    public void MeansAndSpreadsBecomeTheTargets(DomainMapKind kind)
    {
        DiscreteMeasure source = Measures.Of(3, Measures.Normal(1, 300, 3, 7)), target = Measures.Of(3, [.. Measures.Normal(2, 250, 3).Select(x => 40 * x)]);
        var mapped = new DomainMoments(DomainMap.Fit(source, target, new DomainMapOptions { Kind = kind }).Apply(source));
        var wanted = new DomainMoments(target);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(wanted.Means[k], mapped.Means[k], 0.05 * Math.Sqrt(wanted.Variances[k]));
            Assert.Equal(1, Math.Sqrt(mapped.Variances[k] / wanted.Variances[k]), 0.05);
        }
    }

    [Fact]
    public void TheMonotoneMapSortsLikeTheTarget()
    {
        float[] x = [3, -1, 8, 2, 2, 5], y = [10, 30, 20, 60, 40, 50];
        DiscreteMeasure source = new(new Support(x, 1)), target = new(new Support(y, 1));
        DiscreteMeasure mapped = DomainMap.Fit(source, target, new DomainMapOptions { Kind = DomainMapKind.PerFeatureMonotone }).Apply(source);
        Assert.Equal([40f, 10f, 60f, 25f, 25f, 50f], mapped.Support.Coordinates.ToArray());
        var result = new float[1];
        var map = DomainMap.Fit(source, target, new DomainMapOptions { Kind = DomainMapKind.PerFeatureMonotone });
        map.Apply([9], result);
        Assert.Equal(61, result[0]);
        map.Apply([-3], result);
        Assert.Equal(8, result[0]);
    }

    [Fact]
    public void ClassesKeepRowsTogether()
    {
        // Two classes in each domain, turned so far that the nearer class is the wrong one for some rows; the labelled domain is on either side.
        (DiscreteMeasure labelled, int[] classes) = TwoClasses(1, 200, 0);
        (DiscreteMeasure other, int[] truth) = TwoClasses(2, 200, 0.7);
        foreach (bool isSource in (bool[])[true, false])
        {
            var options = new DomainMapOptions { Kind = DomainMapKind.ClassRegularized, CorrectsSpread = false, ClassPenaltyScale = 0.3 };
            DomainMap map = isSource
                ? DomainMap.Fit(labelled, other, options with { SourceClasses = classes })
                : DomainMap.Fit(other, labelled, options with { TargetClasses = classes });
            Assert.Equal(isSource, map.UsesClass);
            DiscreteMeasure mapped = isSource ? map.Apply(labelled, classes) : map.Apply(other);
            DiscreteMeasure destination = isSource ? other : labelled;
            int[] mine = isSource ? classes : truth, theirs = isSource ? truth : classes;
            DomainMapOptions without = options with { Kind = DomainMapKind.Entropic };
            int right = Right(mapped), plain = Right((isSource ? DomainMap.Fit(labelled, other, without) : DomainMap.Fit(other, labelled, without)).Apply(isSource ? labelled : other));
            Assert.True(right >= (isSource ? plain + 1 : plain - 5), $"{isSource}: {right} with classes, {plain} without");

            int Right(DiscreteMeasure rows) => Enumerable.Range(0, 200).Count(i => theirs[Nearest(destination, rows.Support[i])] == mine[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnyRowHasAFiniteAnswerAndAStoredMapGivesTheSame(DomainMapKind kind)
    {
        (DiscreteMeasure source, int[] classes) = TwoClasses(1, 60, 0);
        (DiscreteMeasure target, _) = TwoClasses(2, 50, 0.4);
        foreach (bool isSource in (bool[])[true, false])
        {
            var options = new DomainMapOptions { Kind = kind, ReweightsClasses = true };
            DomainMap map = isSource ? DomainMap.Fit(source, target, options with { SourceClasses = classes }) : DomainMap.Fit(target, source, options with { TargetClasses = classes });
            Assert.Equal(1, map.EstimatedClassProportions.Sum(), 1e-9);
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            map.WriteTo(writer);
            stream.Position = 0;
            var stored = DomainMap.ReadFrom(new BinaryReader(stream));
            Assert.Equal(stream.Length, stream.Position);
            Assert.Equal(map.EstimatedClassProportions, stored.EstimatedClassProportions);
            foreach (float[] row in (float[][])[[0, 0], [1, -1], [1e6f, 1], [-1e30f, 1e30f], [float.MaxValue, float.MinValue], [1e-40f, 0]])
            {
                for (int label = -1; label < 4; label++)
                {
                    float[] result = new float[2], again = new float[2], inPlace = [.. row];
                    map.Apply(row, result, label);
                    stored.Apply(row, again, label);
                    map.Apply(inPlace, inPlace, label);
                    Assert.All(result, x => Assert.True(float.IsFinite(x)));
                    Assert.Equal(result, again);
                    Assert.Equal(result, inPlace);
                }
            }

            for (int length = 0; length < stream.Length; length += 7)
                Assert.ThrowsAny<IOException>(() => Read(stream.ToArray()[..length]));
        }
    }

    [Fact]
    public void ProportionsAreFoundUnderADriftingSensor()
    {
        // 80 % of class 0 are left out of the target, and its axes are stretched and moved.
        (DiscreteMeasure labelled, int[] classes) = TwoClasses(1, 400, 0);
        (DiscreteMeasure others, int[] truth) = TwoClasses(2, 400, 0);
        int[] kept = [.. Enumerable.Range(0, 400).Where(i => truth[i] == 1 || i % 5 == 0)];
        double[] moved = [.. kept.SelectMany(i => (double[])[(2 * others.Support[i][0]) + 1, (0.5 * others.Support[i][1]) - 2])];
        DiscreteMeasure target = Measures.Of(2, moved);
        double expected = kept.Count(i => truth[i] == 1) / (double)kept.Length;
        var plain = new DomainMapOptions { TargetClasses = classes, Scaling = FeatureScaling.PerFeature };
        var reweighted = DomainMap.Fit(target, labelled, plain with { ReweightsClasses = true });
        Assert.Equal(expected, reweighted.EstimatedClassProportions[1], 0.08);
        Assert.True(Error(reweighted) < 0.5 * Error(DomainMap.Fit(target, labelled, plain)));

        double Error(DomainMap map)
        {
            DiscreteMeasure mapped = map.Apply(target);
            return Enumerable.Range(0, kept.Length).Average(i => Measures.Cost(mapped.Support[i], others.Support[kept[i]]));
        }
    }

    [Fact]
    public void OneScaleIsKeptForOneUnitAndGivenUpForMany()
    {
        Assert.False(DomainScale.IsPerFeature([1, 1, 2, 0.5]));
        Assert.False(DomainScale.IsPerFeature([.. Enumerable.Range(1, 40).Select(k => 10.0 / k)]));
        Assert.True(DomainScale.IsPerFeature([1, 100, 1e6, 0.01, 5]));
        Assert.False(DomainScale.IsPerFeature([0, 0, 0]));
        Assert.False(DomainScale.IsPerFeature([3]));
    }

    [Fact]
    public void LargeDomainsAreDrawnFromAndSolvedInBatches()
    {
        DiscreteMeasure source = Measures.Of(2, Measures.Normal(1, 2000, 2)), target = Measures.Of(2, Measures.Normal(2, 1500, 2, 4));
        var options = new DomainMapOptions { Kind = DomainMapKind.Entropic, MaximumAnchors = 300 };
        var bounded = (EntropicMap)DomainMap.Fit(source, target, options);
        var whole = DomainMap.Fit(source, target, options with { MaximumAnchors = 3000 });
        Assert.Equal(300, bounded.Data.Offsets.Length);
        DiscreteMeasure x = bounded.Apply(source), y = whole.Apply(source);
        Assert.InRange(Enumerable.Range(0, 2000).Average(i => Measures.Cost(x.Support[i], y.Support[i])), 0, 0.1);
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        DiscreteMeasure plane = Measures.Of(2, Measures.Normal(1, 10, 2)), space = Measures.Of(3, Measures.Normal(1, 10, 3));
        Assert.Throws<PairException>(() => DomainMap.Fit(plane, space));
        Assert.Contains("constant", Assert.Throws<ArgumentException>(() => DomainMap.Fit(plane, Measures.Of(2, 1, 1, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("rows", Assert.Throws<ArgumentException>(() => DomainMap.Fit(plane, Measures.Of(2, 1, 1))).Message, StringComparison.Ordinal);
        int[] classes = [.. Enumerable.Range(0, 10)];
        foreach (DomainMapOptions wrong in (DomainMapOptions[])
            [
                new() { Kind = (DomainMapKind)77 }, new() { Scaling = (FeatureScaling)(-1) }, new() { EpsilonScale = double.NaN }, new() { EpsilonScale = 0 },
                new() { ClassPenaltyScale = -1 }, new() { MaximumAnchors = 1 }, new() { MaximumAnchors = int.MaxValue }, new() { ReweightsClasses = true },
                new() { Kind = DomainMapKind.ClassRegularized }, new() { SourceClasses = [1] }, new() { TargetClasses = [.. classes.Select(c => c - 1)] },
                new() { SourceClasses = classes, TargetClasses = classes }, new() { SourceClasses = [.. classes.Select(c => c * 1000)] },
            ])
        {
            Assert.ThrowsAny<ArgumentException>(() => DomainMap.Fit(plane, plane, wrong));
        }

        var map = DomainMap.Fit(plane, plane);
        Assert.Throws<ArgumentException>(() => map.Apply([1], new float[2]));
        Assert.Contains("Feature 1", Assert.Throws<ArgumentException>(() => map.Apply([1, float.NaN], new float[2])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Read([9, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]));
    }

    private static DomainMap Read(byte[] bytes) => DomainMap.ReadFrom(new BinaryReader(new MemoryStream(bytes)));

    private static int Nearest(DiscreteMeasure measure, ReadOnlySpan<float> point)
    {
        int best = 0;
        for (int j = 1; j < measure.Count; j++)
        {
            if (Measures.Cost(measure.Support[j], point) < Measures.Cost(measure.Support[best], point))
                best = j;
        }

        return best;
    }

    /// <summary>Two clouds side by side, turned.</summary>
    internal static (DiscreteMeasure Measure, int[] Classes) TwoClasses(int seed, int n, double angle)
    {
        var random = new SeededGenerator((ulong)seed);
        var points = new double[2 * n];
        var classes = new int[n];
        for (int i = 0; i < n; i++)
        {
            classes[i] = i % 2;
            double x = (0.6 * random.NextNormal()) + (i % 2 == 0 ? -1.5 : 1.5), y = 1.2 * random.NextNormal();
            points[2 * i] = (Math.Cos(angle) * x) - (Math.Sin(angle) * y);
            points[(2 * i) + 1] = (Math.Sin(angle) * x) + (Math.Cos(angle) * y);
        }

        return (Measures.Of(2, points), classes);
    }
}
