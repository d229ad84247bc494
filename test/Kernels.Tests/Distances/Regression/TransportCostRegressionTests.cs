namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class TransportCostRegressionTests
{
    private static readonly TransportCostBoundsOptions TwoFrames = new() { AdditionalFrames = 2 };

    [Fact]
    public void TwentyPairsPredictBetterThanNone()
    {
        // Few points of a high dimension: the universal coefficients are of measures with more atoms.
        (DiscreteMeasure, DiscreteMeasure)[] test = [.. Enumerable.Range(100, 40).Select(Pair)];
        TransportCostModel untrained = TransportCostModel.Untrained(bounds: TwoFrames), trained = Learn(Enumerable.Range(0, 20).Select(Pair)).Fit();
        Assert.Equal(20, trained.PairsUsed);
        (double none, double twenty) = (MeanError(untrained, test), MeanError(trained, test));
        Assert.InRange(none, 0, 0.1);
        Assert.InRange(twenty, 0, 0.7 * none);

        static (DiscreteMeasure, DiscreteMeasure) Pair(int k) =>
            (Measures.Of(16, Measures.Normal(2 * k, 24, 16)), Measures.Of(16, Measures.Normal((2 * k) + 1, 30, 16, 0.5)));
    }

    [Theory]
    [InlineData(25)]
    [InlineData(80)]
    public void NineOfTenCostsAreInTheirIntervals(int pairs)
    {
        // Of one training set the share covered is a random number, of deviation 0.06 with twenty pairs: the mean over sets is what is promised.
        const int Sets = 12;
        var covered = new double[Sets];
        (TransportCostBounds Bounds, double Exact)[] test = [.. Pairs(5000, 200, 24).Select(Solve)];
        for (int set = 0; set < Sets; set++)
        {
            TransportCostModel model = Learn(Pairs(set * pairs, pairs, 24)).Fit();
            foreach ((TransportCostBounds bounds, double exact) in test)
            {
                PredictedTransportCost p = model.Predict(in bounds);
                Assert.InRange(exact, p.Lower * (1 - 1e-9), p.Upper * (1 + 1e-9));
                Assert.InRange(p.Cost, p.IntervalLow, p.IntervalHigh);
                covered[set] += exact >= p.IntervalLow && exact <= p.IntervalHigh ? 1.0 / test.Length : 0;
            }
        }

        Assert.InRange(covered.Average(), 0.86, 0.94);

        (TransportCostBounds Bounds, double Exact) Solve((DiscreteMeasure Source, DiscreteMeasure Target) pair) =>
            (TransportCostBounds.Compute(pair.Source, pair.Target, TwoFrames), ExactTransportCost.Compute(pair.Source, pair.Target));
    }

    [Fact]
    public void UnitsDoNotMatter()
    {
        // A power of two scales without rounding.
        TransportCostModel model = Learn(Pairs(0, 35, 12)).Fit(), scaled = Learn(Pairs(0, 35, 12, scale: 4)).Fit();
        foreach (((DiscreteMeasure source, DiscreteMeasure target), (DiscreteMeasure largeSource, DiscreteMeasure largeTarget)) in Pairs(700, 5, 12).Zip(Pairs(700, 5, 12, scale: 4)))
        {
            PredictedTransportCost small = model.Predict(source, target), large = scaled.Predict(largeSource, largeTarget);
            Assert.Equal(16 * small.Cost, large.Cost, 1e-9 * large.Cost);
            Assert.Equal(16 * small.IntervalHigh, large.IntervalHigh, 1e-9 * large.Cost);
        }
    }

    [Fact]
    public void ShardsMergeToTheSameModel()
    {
        TransportCostRegression first = Learn(Pairs(0, 20, 12)), second = Learn(Pairs(20, 20, 12));
        first.Merge(second);
        Assert.Equal(Learn(Pairs(0, 40, 12)).Fit().Coefficients, first.Fit().Coefficients);
        Assert.Throws<ArgumentException>(() => first.Merge(new TransportCostRegression()));
    }

    [Fact]
    public void AModelIsReadBackBitByBit()
    {
        TransportCostModel model = Learn(Pairs(0, 60, 12)).Fit();
        Assert.NotNull(model.Range);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        model.WriteTo(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var read = TransportCostModel.ReadFrom(reader);
        Assert.Equal(model.Bounds, read.Bounds);
        foreach ((DiscreteMeasure source, DiscreteMeasure target) in Pairs(90, 5, 12).Concat(Pairs(90, 2, 70)))
            Assert.Equal(model.Predict(source, target), read.Predict(source, target));
    }

    [Fact]
    public void OtherSizesAreUnlikeTheTrainingPairs()
    {
        TransportCostModel model = Learn(Pairs(0, 60, 12)).Fit();
        Assert.InRange(Pairs(300, 40, 12).Count(p => model.Predict(p.Source, p.Target).IsUnlikeTraining), 0, 12);
        Assert.Equal(40, Pairs(300, 40, 48).Count(p => model.Predict(p.Source, p.Target).IsUnlikeTraining));
        Assert.Null(Learn(Pairs(0, 40, 12)).Fit().Range);
    }

    [Fact]
    public void WithoutPairsNothingIsLearned()
    {
        TransportCostModel model = new TransportCostRegression().Fit();
        Assert.Equal([0.375, 0.635], model.Coefficients.ToArray());
        Assert.Null(model.IntervalWidth);
        (DiscreteMeasure source, DiscreteMeasure target) = Pairs(3, 1, 20).Single();
        Assert.Equal(TransportCostBounds.Compute(source, target).Estimate, model.Predict(source, target).Cost, 1e-12);
        var options = new TransportCostBoundsOptions { Epsilon = 0.3 };
        var bounds = TransportCostBounds.Compute(source, target, options);
        Assert.Equal(bounds.EntropicCostEstimate, TransportCostModel.Untrained(TransportCostTarget.EntropicCost, options).Predict(in bounds).Cost, 1e-12);
        Assert.Equal(bounds.EntropicValueEstimate, TransportCostModel.Untrained(TransportCostTarget.EntropicValue, options).Predict(in bounds).Cost, 1e-12);
    }

    [Fact]
    public void EqualMeasuresTeachNothingAndCostNothing()
    {
        DiscreteMeasure measure = Measures.Of(2, Measures.Normal(1, 10, 2));
        var regression = new TransportCostRegression();
        for (int k = 0; k < 12; k++)
            regression.Add(measure, measure, 0);
        Assert.Equal(0, regression.Fit().Predict(measure, measure).Cost);
    }

    [Theory]
    [InlineData(TransportCostTarget.EntropicCost)]
    [InlineData(TransportCostTarget.EntropicValue)]
    [InlineData(TransportCostTarget.SinkhornDivergence)]
    public void EntropicTargetsAreLearnedFromTheSolver(TransportCostTarget target)
    {
        var options = new TransportCostBoundsOptions { AdditionalFrames = 2, Epsilon = 0.5 };
        var regression = new TransportCostRegression(target, options);
        foreach ((DiscreteMeasure source, DiscreteMeasure to) in Pairs(0, 20, 24))
            regression.Add(source, to, Solve(source, to));
        TransportCostModel model = regression.Fit();
        foreach ((DiscreteMeasure source, DiscreteMeasure to) in Pairs(400, 20, 24))
        {
            double exact = Solve(source, to);
            PredictedTransportCost p = model.Predict(source, to);
            Assert.InRange(exact, p.Lower * (1 - 1e-6), p.Upper * (1 + 1e-6));
            double share = target == TransportCostTarget.SinkhornDivergence ? 0.2 : 0.1;
            Assert.InRange(p.Cost, (1 - share) * exact, (1 + share) * exact);
        }

        double Solve(DiscreteMeasure source, DiscreteMeasure to) => target switch
        {
            TransportCostTarget.EntropicCost => Certify(source, to).TransportCost,
            TransportCostTarget.EntropicValue => Certify(source, to).DualValue,
            _ => Certify(source, to).DualValue - ((Certify(source, source).DualValue + Certify(to, to).DualValue) / 2),
        };

        Certificate Certify(DiscreteMeasure source, DiscreteMeasure to)
        {
            var problem = new TransportProblem(new Geometry(source.Support, to.Support, GroundCost.SquaredEuclidean), source, to, options.Epsilon);
            return new SinkhornSolver(new SinkhornOptions { Certify = true }).Solve(problem).Certificate!;
        }
    }

    [Theory]
    [InlineData(0.02, 0.03)]
    [InlineData(0.3, 0.06)]
    [InlineData(5, 0.3)]
    public void TheDivergenceIsBetweenItsBoundsUntrainedToo(double epsilon, double largestMeanError)
    {
        double error = 0;
        var options = new TransportCostBoundsOptions { AdditionalFrames = 2, Epsilon = epsilon };
        var untrained = TransportCostModel.Untrained(TransportCostTarget.SinkhornDivergence, options);
        var solver = new TransportCostSolver();
        foreach ((DiscreteMeasure source, DiscreteMeasure target) in Pairs(900, 10, 20))
        {
            PredictedTransportCost p = untrained.Predict(source, target), solved = p;
            Assert.True(solver.TrySolve(source, target, untrained, ref solved));
            Assert.InRange(solved.Cost, p.Lower, p.Upper);
            error += Math.Abs(p.Cost - solved.Cost) / solved.Cost / 10;
            Assert.True(solver.TrySolve(source, source, TransportCostTarget.SinkhornDivergence, epsilon, out double same, out double lower, out _));
            Assert.InRange(same, 0, 1e-5 * p.Upper);
            Assert.Equal(0, lower, 1e-12 * p.Upper);
            Assert.Equal(0, untrained.Predict(source, source).Cost);
        }

        Assert.InRange(error, 0, largestMeanError);
    }

    [Fact]
    public void WhatCannotBeLearnedFromIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransportCostRegression(TransportCostTarget.EntropicCost));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransportCostRegression((TransportCostTarget)7));
        var regression = new TransportCostRegression();
        DiscreteMeasure measure = Measures.Of(1, 0, 1);
        foreach (double cost in (double[])[-1, double.NaN, double.PositiveInfinity])
            Assert.Throws<ArgumentOutOfRangeException>(() => regression.Add(measure, measure, cost));
        var bounds = TransportCostBounds.Compute(measure, measure, new TransportCostBoundsOptions { Epsilon = 1 });
        Assert.Throws<ArgumentException>(() => regression.Add(in bounds, 1));
        byte[] damaged = new byte[40];
        using var reader = new BinaryReader(new MemoryStream(damaged));
        Assert.Throws<InvalidDataException>(() => TransportCostModel.ReadFrom(reader));
    }

    private static TransportCostRegression Learn(IEnumerable<(DiscreteMeasure Source, DiscreteMeasure Target)> pairs)
    {
        var regression = new TransportCostRegression(bounds: TwoFrames);
        foreach ((DiscreteMeasure source, DiscreteMeasure target) in pairs)
            regression.Add(source, target, ExactTransportCost.Compute(source, target));
        return regression;
    }

    private static double MeanError(TransportCostModel model, (DiscreteMeasure Source, DiscreteMeasure Target)[] pairs) => pairs.Average(pair =>
        Math.Abs((model.Predict(pair.Source, pair.Target).Cost / ExactTransportCost.Compute(pair.Source, pair.Target)) - 1));

    /// <summary>Clouds of three clusters in the plane, others for every number.</summary>
    private static IEnumerable<(DiscreteMeasure Source, DiscreteMeasure Target)> Pairs(int first, int count, int atoms, double scale = 1)
    {
        for (int k = first; k < first + count; k++)
        {
            var random = new Random(k + 1);
            yield return (Cloud(random), Cloud(random));
        }

        DiscreteMeasure Cloud(Random random)
        {
            double[] centres = [.. Enumerable.Range(0, 6).Select(_ => 4 * random.NextDouble())];
            double[] coordinates = Measures.Normal(random.Next(), atoms, 2);
            for (int i = 0; i < atoms; i++)
            {
                coordinates[2 * i] = scale * ((0.5 * coordinates[2 * i]) + centres[2 * (i % 3)]);
                coordinates[(2 * i) + 1] = scale * ((0.4 * coordinates[(2 * i) + 1]) + centres[(2 * (i % 3)) + 1]);
            }

            return Measures.Of(2, coordinates);
        }
    }
}
