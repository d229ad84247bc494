using System.Globalization;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

// Run alone: tests on other threads may hold the pooled buffers just when allocations are counted.
[Collection(nameof(LargeProblemTests))]
public class AmortizedCouplingModelTests
{
    public static TheoryData<string> Costs => ["SquaredEuclidean", "SphereArc", "Matrix"];

    [Theory]
    [MemberData(nameof(Costs))]
    public void WhatIsWrittenPredictsTheSameBits(string costName)
    {
        var generator = new SeededGenerator(5);
        Support source = RandomPairs.Measure(ref generator, 12, 3, 1).Support, target = RandomPairs.Measure(ref generator, 15, 3, 2).Support;
        GroundCost cost = costName switch
        {
            "SquaredEuclidean" => GroundCost.SquaredEuclidean,
            "SphereArc" => GroundCost.SphereArc,
            _ => GroundCost.FromMatrix([.. Enumerable.Range(0, 180).Select(k => (float)(k % 7))], 12, 15),
        };
        var geometry = new Geometry(source, target, cost);
        var options = new PotentialRegressionOptions { Features = new FeatureOptions { NumberOfDirections = 6, RandomFourierFeatures = 4, AtomIntercept = true } };
        var regression = new PotentialRegression(cost, 0.7, 3, options, geometry);
        for (int k = 0; k < 5; k++)
            regression.Add(new TransportProblem(geometry, Weights(ref generator, source), Weights(ref generator, target), 0.7));
        regression.Skip("a reason");
        AmortizedCouplingModel model = regression.Fit();
        AmortizedCouplingModel read = RoundTrip(model);

        Assert.Equal(model.Coefficients.ToArray(), read.Coefficients.ToArray());
        Assert.Equal(model.Epsilon, read.Epsilon);
        Assert.Equal(model.Features.Names, read.Features.Names);
        Assert.Equal(model.Report.Ridge, read.Report.Ridge);
        Assert.Equal(model.Report.Skipped, read.Report.Skipped);
        Assert.Equal(Bytes(model), Bytes(read));
        DiscreteMeasure a = Weights(ref generator, source), b = Weights(ref generator, target);
        EntropicSolution before = model.Predict(model.CreateProblem(a, b)), after = read.Predict(read.CreateProblem(a, b));
        Assert.Equal(before.SourcePotential.ToArray(), after.SourcePotential.ToArray());
        Assert.Equal(before.TargetPotential.ToArray(), after.TargetPotential.ToArray());
    }

    /// <summary>Above 8 dimensions costs are stored in single precision, whose rounding is far above epsilon here; couplings read exact ones.</summary>
    [Theory]
    [InlineData(1e3)]
    [InlineData(5e4)]
    public void RowsOfAPredictionAreExactWhereCostsAreHugeBesideEpsilon(double size)
    {
        const int N = 12, Dimension = 9;
        var random = new Random(3);
        DiscreteMeasure Cloud() => new(new Support([.. Enumerable.Range(0, N * Dimension).Select(_ => (float)(size * random.NextDouble()))], Dimension));
        var problem = new TransportProblem(Cloud(), Cloud(), GroundCost.SquaredEuclidean, 1);
        EntropicSolution solution = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, Dimension, 1).Predict(problem);
        Coupling coupling = solution.Coupling();
        var row = new float[N];
        for (int i = 0; i < N; i++)
        {
            coupling.WriteRow(i, row);
            Assert.Equal(1.0 / N, row.Sum(), 1e-5);
        }
    }

    [Fact]
    public void EqualFitsWriteEqualBytes()
    {
        Assert.Equal(Bytes(Fit()), Bytes(Fit()));

        static AmortizedCouplingModel Fit()
        {
            var regression = new PotentialRegression(GroundCost.SquaredEuclidean, 0.3, 2);
            regression.AddRange(RandomPairs.Create(6, 2, 0.3, 7));
            return regression.Fit();
        }
    }

    [Fact]
    public void ALaterFormatSaysSo()
    {
        byte[] bytes = Bytes(AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.1).WithPenalties(MassPenalty.Absolute(1), MassPenalty.Exact));
        bytes[0]++;
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Read(bytes));
        Assert.Contains("later version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PenaltiesAreKeptAndDemandedInUnitsOfTheCost()
    {
        AmortizedCouplingModel model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.1).WithPenalties(MassPenalty.Absolute(0.25), MassPenalty.Exact);
        AmortizedCouplingModel read = Read(Bytes(model));
        Assert.Equal(model.SourcePenalty, read.SourcePenalty);
        Assert.True(read.TargetPenalty.IsExact);
        Assert.Equal(model.SourcePenalty, read.CreateProblem(RandomPairs.Create(1, 2, 0.1, 3)[0].Source, RandomPairs.Create(1, 2, 0.1, 4)[0].Target).SourcePenalty);
        Assert.Throws<ArgumentException>(() => model.WithPenalties(MassPenalty.Relative(1), MassPenalty.Exact));
    }

    [Fact]
    public void DataCutShortIsAnError()
    {
        byte[] bytes = Bytes(AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.1));
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.ThrowsAny<Exception>(() => Read(cut));
        }
    }

    [Fact]
    public void TwoHalfStepsMakeRowMarginalsExactAndRefinementReachesItsTolerance()
    {
        TransportProblem problem = RandomPairs.Create(1, 2, 0.1, 9)[0];
        var model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.1);
        EntropicSolution prediction = model.Predict(problem);
        Assert.Equal(ExitReason.Predicted, prediction.ExitReason);
        for (int i = 0; i < problem.SourceCount; i++)
        {
            double row = 0;
            for (int j = 0; j < problem.TargetCount; j++)
                row += problem.Target.Weights[j] * Math.Exp((prediction.SourcePotential[i] + prediction.TargetPotential[j] - problem.Geometry.Evaluate(i, j)) / problem.Epsilon);
            Assert.Equal(1, row, 4);
        }

        EntropicSolution refined = model.Predict(problem, refinement: new SinkhornOptions { Tolerance = 1e-7 });
        Assert.Equal(ExitReason.Converged, refined.ExitReason);
        Assert.True(refined.MarginalViolation <= 1e-7);
        Assert.True(refined.MarginalViolation < prediction.MarginalViolation);
    }

    [Fact]
    public void TrainingBringsUnseenPredictionsCloser()
    {
        List<TransportProblem> pairs = RandomPairs.Create(60, 2, 0.3, 13);
        var regression = new PotentialRegression(GroundCost.SquaredEuclidean, 0.3, 2, new PotentialRegressionOptions { Features = new FeatureOptions { PooledPotential = false } });
        regression.AddRange(pairs[..40]);
        AmortizedCouplingModel trained = regression.Fit(), untrained = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.3, start: UntrainedStart.FixedDirections);
        Assert.True(MeanViolation(trained) < MeanViolation(untrained), $"{MeanViolation(trained)} against {MeanViolation(untrained)}");
        Assert.True(trained.Report.HeldOutR2 > trained.Report.UntrainedR2);

        double MeanViolation(AmortizedCouplingModel model) => pairs[40..].Average(pair => model.Predict(pair).MarginalViolation);
    }

    [Fact]
    public void PredictionIntoAReusedSolutionAllocatesNothing()
    {
        List<TransportProblem> pairs = RandomPairs.Create(4, 2, 0.3, 15);
        var features = PotentialFeatures.Create(null, 2, GroundCost.SquaredEuclidean);
        double[] coefficients = [.. features.UntrainedCoefficients().Select(c => c + 0.001)];
        var model = new AmortizedCouplingModel(GroundCost.SquaredEuclidean, 0.3, features, coefficients);
        var solution = new EntropicSolution();
        var refinement = new SinkhornOptions();
        for (int k = 0; k < 3; k++)
            PredictAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        PredictAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void PredictAll()
        {
            foreach (TransportProblem pair in pairs)
            {
                model.Predict(pair, solution);
                model.Predict(pair, solution, refinement: refinement);
            }
        }
    }

    [Fact]
    public void CoefficientsThatDoNotFitAreRefused()
    {
        var features = PotentialFeatures.Create(FeatureOptions.SlicesOnly(3), 2, GroundCost.SquaredEuclidean);
        Assert.Throws<ArgumentException>(() => new AmortizedCouplingModel(GroundCost.SquaredEuclidean, 0.1, features, [1, 2]));
        Assert.Contains("Slice[1]", Assert.Throws<ArgumentException>(() => new AmortizedCouplingModel(GroundCost.SquaredEuclidean, 0.1, features, [1, double.NaN, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AmortizedCouplingModel(GroundCost.SquaredEuclidean, 0, features, [1, 2, 3]));
    }

    private static DiscreteMeasure Weights(ref SeededGenerator generator, Support support)
    {
        var weights = new double[support.Count];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = generator.NextDouble();
        return new DiscreteMeasure(support, weights);
    }

    private static byte[] Bytes(AmortizedCouplingModel model)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        model.WriteTo(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static AmortizedCouplingModel Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return AmortizedCouplingModel.ReadFrom(reader);
    }

    private static AmortizedCouplingModel RoundTrip(AmortizedCouplingModel model) => Read(Bytes(model));

    [Fact]
    public void MessagesWriteNumbersTheSameEverywhere()
    {
        var features = PotentialFeatures.Create(FeatureOptions.SlicesOnly(1), 2, GroundCost.SquaredEuclidean);
        CultureInfo before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NegativeInfinitySymbol = "-\u221E";
        try
        {
            CultureInfo.CurrentCulture = other;
            Assert.Contains("-Infinity", Assert.Throws<ArgumentException>(
                () => new AmortizedCouplingModel(GroundCost.SquaredEuclidean, 0.1, features, [double.NegativeInfinity])).Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void AnAbsurdNumberOfHalfStepsIsRefusedAndTheOthersAreCancelled()
    {
        TransportProblem problem = Problems.Random(1, 8, 9, 2, 0.1);
        var model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.1);
        Assert.Equal("halfSteps", Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(problem, int.MaxValue)).ParamName);
        Assert.Throws<OperationCanceledException>(() => model.Predict(problem, 2, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void ModelsOfPooledPotentialsAreOfFormatThreeOfFramesOfFormatTwoAndOthersOfFormatOne()
    {
        var untrained = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.1);
        Assert.False(untrained.ChoosesStart);
        Assert.Equal(3, BitConverter.ToInt32(Bytes(untrained)));
        Assert.Equal(2, BitConverter.ToInt32(Bytes(AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, 0.1, start: UntrainedStart.Frame))));
        var features = PotentialFeatures.Create(FeatureOptions.SlicesOnly(), 2, GroundCost.SquaredEuclidean);
        var chooses = new AmortizedCouplingModel(GroundCost.SquaredEuclidean, 0.1, features, features.UntrainedCoefficients(), choosesStart: true);
        Assert.Equal(2, BitConverter.ToInt32(Bytes(chooses)));
        Assert.True(Read(Bytes(chooses)).ChoosesStart);
        foreach (GroundCost cost in new[] { GroundCost.SquaredEuclidean, GroundCost.SphereArc })
        {
            var plain = AmortizedCouplingModel.Untrained(cost, 3, 0.1, start: UntrainedStart.FixedDirections);
            Assert.False(plain.ChoosesStart);
            Assert.Equal(1, BitConverter.ToInt32(Bytes(plain)));
        }

        Assert.False(AmortizedCouplingModel.Untrained(GroundCost.SphereArc, 3, 0.1).ChoosesStart);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(45)]
    public void EveryStartComesBackFromItsBytesAndPredictsTheSame(int d)
    {
        TransportProblem problem = RandomPairs.Create(1, d, 0.05, 7)[0];
        double[] f = new double[problem.SourceCount], g = new double[problem.SourceCount], potential = new double[problem.SourceCount];
        foreach (UntrainedStart start in Enum.GetValues<UntrainedStart>())
        {
            var model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, d, 0.05, start: start);
            model.PredictSourcePotential(problem, f);
            Read(Bytes(model)).PredictSourcePotential(problem, g);
            new UntrainedPotential(GroundCost.SquaredEuclidean, d, start).Compute(problem, potential);
            Assert.Equal(f, g);
            Assert.Equal(f, potential);
        }
    }

    /// <summary>Few pairs leave the pooled potential as it is: what was learned without frames then stands beside it, or nothing does.</summary>
    [Theory]
    [InlineData(2, 3)]
    [InlineData(2, 12)]
    [InlineData(40, 3)]
    [InlineData(40, 12)]
    public void FramesBesideThePooledPotentialMakeAModelToo(int d, int count)
    {
        List<TransportProblem> pairs = RandomPairs.Create(count + 2, d, 0.05 * d, 17);
        var regression = new PotentialRegression(GroundCost.SquaredEuclidean, 0.05 * d, d, new PotentialRegressionOptions { Features = new FeatureOptions { FramePotentials = true } });
        regression.AddRange(pairs[..count]);
        AmortizedCouplingModel model = regression.Fit(), read = Read(Bytes(model));
        Assert.Contains("FramePotential", model.Features.Names);
        foreach (TransportProblem unseen in pairs[count..])
        {
            double[] f = new double[unseen.SourceCount], g = new double[unseen.SourceCount], pooled = new double[unseen.SourceCount];
            model.PredictSourcePotential(unseen, f);
            read.PredictSourcePotential(unseen, g);
            Assert.Equal(f, g);
            new UntrainedPotential(GroundCost.SquaredEuclidean, d).Compute(unseen, pooled);
            Assert.InRange(EntropicDual.SemiDual(unseen, pooled), double.NegativeInfinity, EntropicDual.SemiDual(unseen, f) + (1e-4 * unseen.Epsilon));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALearnedModelStartsFromTheBestOfItsPotentials(bool isPooled)
    {
        List<TransportProblem> pairs = RandomPairs.Create(12, 2, 0.05, 93);
        var options = new PotentialRegressionOptions { Features = new FeatureOptions { FramePotentials = !isPooled, PooledPotential = isPooled }, Ridge = 1e-3 };
        var regression = new PotentialRegression(GroundCost.SquaredEuclidean, 0.05, 2, options);
        regression.AddRange(pairs[..9]);
        AmortizedCouplingModel model = Read(Bytes(regression.Fit()));
        Assert.True(model.ChoosesStart);
        Assert.Equal(isPooled ? 0 : model.Features.Count, model.AlternativeCoefficients.Length);
        if (!isPooled)
        {
            int frames = model.Features.Blocks.Single(block => block.Kind == FeatureBlockKind.Frame).Offset;
            Assert.Equal([0.0, 0.0], model.AlternativeCoefficients.Slice(frames, 2).ToArray());
        }

        foreach (TransportProblem unseen in pairs[9..])
        {
            double[] f = new double[unseen.SourceCount], other = new double[unseen.SourceCount];
            model.PredictSourcePotential(unseen, f);
            double value = EntropicDual.SemiDual(unseen, f);
            IEnumerable<double[]> potentials = model.Features.OwnStarts().Append(model.Coefficients.ToArray()).Append(model.AlternativeCoefficients.ToArray());
            foreach (double[] coefficients in potentials.Where(potential => potential.Length > 0))
            {
                other.AsSpan().Clear();
                model.Features.AddTo(unseen, coefficients, other);
                Assert.InRange(EntropicDual.SemiDual(unseen, other), double.NegativeInfinity, value + (1e-4 * unseen.Epsilon));
            }
        }
    }
}
