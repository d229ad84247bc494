namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class PotentialRegressionTests
{
    private static readonly FeatureOptions Small = new() { NumberOfDirections = 4, RandomFourierFeatures = 5 };

    [Theory]
    [InlineData(RegressionWeighting.SourceMass)]
    [InlineData(RegressionWeighting.Curvature)]
    [InlineData(RegressionWeighting.Coupling)]
    public void MergedPartsGiveTheFitOfTheWhole(RegressionWeighting weighting)
    {
        List<TransportProblem> pairs = RandomPairs.Create(14, 2, 0.2, 61);
        var options = new PotentialRegressionOptions { Features = Small, Weighting = weighting };
        double[] whole = Sums(pairs, options).Fit().Coefficients.ToArray();
        PotentialRegression first = Sums(pairs[..5], options), second = Sums(pairs[5..6], options), third = Sums(pairs[6..], options);
        third.Merge(first);
        third.Merge(second);
        RandomPairs.AssertClose(whole, third.Fit().Coefficients, 1e-10);

        PotentialRegression other = Sums(pairs[5..6], options);
        other.Merge(Sums(pairs[6..], options));
        other.Merge(Sums(pairs[..5], options));
        RandomPairs.AssertClose(whole, other.Fit().Coefficients, 1e-10);
        Assert.Equal(14, other.Fit().Report.PairsUsed);
    }

    [Fact]
    public void PartsThatDifferDoNotMerge()
    {
        var options = new PotentialRegressionOptions { Features = Small };
        PotentialRegression regression = Sums(RandomPairs.Create(1, 2, 0.2, 1), options);
        Assert.Contains("regularisation", Refused(Sums(RandomPairs.Create(1, 2, 0.3, 1), options)), StringComparison.Ordinal);
        Assert.Contains("features", Refused(Sums(RandomPairs.Create(1, 2, 0.2, 1), options with { Features = Small with { Seed = 9 } })), StringComparison.Ordinal);
        Assert.Contains("weigh", Refused(Sums(RandomPairs.Create(1, 2, 0.2, 1), options with { Weighting = RegressionWeighting.Curvature })), StringComparison.Ordinal);
        PotentialRegression inSpace = Sums(RandomPairs.Create(1, 3, 0.2, 1), options);
        Assert.Contains("cost", Assert.Throws<ArgumentException>(() => inSpace.Merge(Sums(RandomPairs.Create(1, 3, 0.2, 1, GroundCost.SphereArc), options))).Message, StringComparison.Ordinal);

        string Refused(PotentialRegression other) => Assert.Throws<ArgumentException>(() => regression.Merge(other)).Message;
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        List<TransportProblem> pairs = RandomPairs.Create(23, 2, 0.1, 63);
        double[][] coefficients = [.. new[] { 1, 2, 4 }.Select(threads => Sums(pairs, new PotentialRegressionOptions { Features = Small, NumberOfThreads = threads }).Fit().Coefficients.ToArray())];
        Assert.Equal(coefficients[0], coefficients[1]);
        Assert.Equal(coefficients[0], coefficients[2]);
    }

    [Fact]
    public void AnInfiniteRidgeGivesTheUntrainedModel()
    {
        AmortizedCouplingModel model = Sums(RandomPairs.Create(4, 2, 0.2, 65), new PotentialRegressionOptions { Features = Small, Ridge = double.PositiveInfinity }).Fit();
        double[] coefficients = model.Coefficients.ToArray();
        Assert.Contains(model.Features.OwnStarts().Append(model.Features.UntrainedCoefficients()), start => start.AsSpan().SequenceEqual(coefficients));
    }

    [Fact]
    public void OtherCostsHaveTheScaleOfTheUntrainedModelFitted()
    {
        AmortizedCouplingModel model = Sums(RandomPairs.Create(4, 3, 0.2, 67, GroundCost.SphereArc), new PotentialRegressionOptions { Features = Small with { PooledPotential = false }, Ridge = double.PositiveInfinity }).Fit();
        ReadOnlySpan<double> coefficients = model.Coefficients;
        Assert.True(coefficients[0] > 0);
        for (int k = 0; k < coefficients.Length; k++)
            Assert.Equal(k < 4 ? coefficients[0] : 0, coefficients[k]);
        Assert.True(model.Report.PotentialR2 > 0);
    }

    [Theory]
    [InlineData(RegressionWeighting.SourceMass)]
    [InlineData(RegressionWeighting.Curvature)]
    [InlineData(RegressionWeighting.Coupling)]
    public void PotentialsInTheSpanAreRecovered(RegressionWeighting weighting)
    {
        // With epsilon far above the cost the potential is the mean cost to the target, |x - mean_a|² - 2 x·(mean_b - mean_a) up to a constant.
        List<TransportProblem> pairs = RandomPairs.Create(12, 2, 1e5, 69);
        var options = new PotentialRegressionOptions { Features = Small with { PooledPotential = false }, Weighting = weighting, Ridge = 1e-9, Teacher = new SinkhornOptions { Tolerance = 1e-10 } };
        AmortizedCouplingModel model = Sums(pairs, options).Fit();
        Assert.True(model.Report.PotentialR2 > 1 - 1e-6, $"R² {model.Report.PotentialR2}");
        TransportProblem unseen = RandomPairs.Create(1, 2, 1e5, 70)[0];
        double[] f = new double[unseen.SourceCount], expected = new double[unseen.SourceCount];
        model.PredictSourcePotential(unseen, f);
        for (int i = 0; i < expected.Length; i++)
        {
            for (int j = 0; j < unseen.TargetCount; j++)
                expected[i] += unseen.Target.Weights[j] * unseen.Geometry.Evaluate(i, j);
        }

        Centering.Apply(unseen.Source.Weights, expected);
        RandomPairs.AssertClose(expected, f, 2e-3);
    }

    [Fact]
    public void ScalingAllPointsScalesThePotentials()
    {
        const float Scale = 1 / 1024f;
        List<TransportProblem> pairs = RandomPairs.Create(8, 2, 0.25, 81);
        var options = new PotentialRegressionOptions { Features = Small, Ridge = 0.1 };
        AmortizedCouplingModel model = Sums(pairs[..7], options).Fit(), scaled = Sums([.. pairs[..7].Select(Scaled)], options).Fit();
        double[] expected = new double[pairs[7].SourceCount], f = new double[pairs[7].SourceCount];
        model.PredictSourcePotential(pairs[7], expected);
        scaled.PredictSourcePotential(Scaled(pairs[7]), f);
        for (int i = 0; i < f.Length; i++)
            expected[i] *= Scale * Scale;
        RandomPairs.AssertClose(expected, f, 1e-5);

        static TransportProblem Scaled(TransportProblem problem) => new(
            Moved(problem.Source), Moved(problem.Target), GroundCost.SquaredEuclidean, problem.Epsilon * Scale * Scale);

        static DiscreteMeasure Moved(DiscreteMeasure measure) => new(
            new Support([.. measure.Support.Coordinates.ToArray().Select(x => Scale * x)], measure.Dimension), measure.Weights);
    }

    [Fact]
    public void MovingBothMeasuresLeavesThePredictionUnchanged()
    {
        List<TransportProblem> pairs = RandomPairs.Create(8, 3, 0.25, 83);
        AmortizedCouplingModel model = Sums(pairs[..7], new PotentialRegressionOptions { Features = Small }).Fit();
        double[] expected = new double[pairs[7].SourceCount], f = new double[pairs[7].SourceCount];
        model.PredictSourcePotential(pairs[7], expected);
        model.PredictSourcePotential(new TransportProblem(Moved(pairs[7].Source), Moved(pairs[7].Target), GroundCost.SquaredEuclidean, 0.25), f);
        RandomPairs.AssertClose(expected, f, 1e-4);

        static DiscreteMeasure Moved(DiscreteMeasure measure) => new(
            new Support([.. measure.Support.Coordinates.ToArray().Select((x, k) => x + 1 + (k % 3))], 3), measure.Weights);
    }

    [Fact]
    public void WithoutFoldsTheDefaultRidgeIsReported()
    {
        var generator = new SeededGenerator(3);
        DiscreteMeasure source = RandomPairs.Measure(ref generator, 20, 2, 0);
        var pairs = new List<TransportProblem>();
        for (int k = 0; k < 6; k++)
            pairs.Add(new TransportProblem(source, RandomPairs.Measure(ref generator, 20, 2, 1), GroundCost.SquaredEuclidean, 0.2));
        FitReport report = Sums(pairs, new PotentialRegressionOptions { Features = Small }).Fit().Report;
        Assert.All(report.Ridge, choice => Assert.StartsWith("default", choice.Reason, StringComparison.Ordinal));
        Assert.True(double.IsNaN(report.HeldOutR2));
    }

    [Fact]
    public void TheCouplingGramIsTheFirstOrderErrorOfThePrediction()
    {
        TransportProblem problem = RandomPairs.Create(1, 2, 0.3, 71)[0];
        var features = PotentialFeatures.Create(Small, 2, GroundCost.SquaredEuclidean);
        EntropicSolution teacher = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-11 }).Solve(problem);
        var columns = new TrainingColumns();
        columns.Compute(features, problem, default);
        int n = columns.Length, rows = columns.Rows;
        var f = new double[n];
        for (int i = 0; i < n; i++)
            f[i] = teacher.SourcePotential[columns.Atoms[i]];
        var plan = new SoftmaxPlan();
        plan.Compute(problem, columns.Atoms, f);
        var gram = new double[rows * rows];
        new CouplingGram().Compute(columns.Columns, rows, plan, problem.Epsilon, gram);

        var reference = new DensePlan(problem);
        double[] exact = reference.AfterTwoHalfSteps(teacher.SourcePotential);
        double squares = exact.Sum(p => p * p);
        for (int k = 0; k < rows; k++)
        {
            const double Step = 1e-4;
            double[] coefficients = new double[rows], perturbed = teacher.SourcePotential.ToArray();
            coefficients[k] = Step;
            features.AddTo(problem, coefficients, perturbed);
            double[] moved = reference.AfterTwoHalfSteps(perturbed);
            double error = moved.Zip(exact, (p, q) => (p - q) * (p - q)).Sum() / (squares * Step * Step);
            Assert.True(Math.Abs(error - gram[(k * rows) + k]) <= (0.01 * error) + 1e-6, $"{features.Names[k]}: {error} against {gram[(k * rows) + k]}");
        }
    }

    [Fact]
    public void TheNumberOfDirectionsIsChosenOnHeldOutPairs()
    {
        var options = new PotentialRegressionOptions { Features = new FeatureOptions { NumberOfDirections = 16, RandomFourierFeatures = 3 }, ChooseNumberOfDirections = true };
        AmortizedCouplingModel model = Sums(RandomPairs.Create(20, 2, 0.2, 77), options).Fit();
        Assert.Contains(model.Features.Directions.Count, new[] { 4, 8, 16 });
        Assert.Contains("4, 8, 16", model.Report.DirectionsReason, StringComparison.Ordinal);
        Assert.Equal(model.Features.Directions.Count, model.Report.NumberOfDirections);
        Assert.Equal(model.Features.Count, model.Coefficients.Length);

        // The chosen part of the sums is what a fit on those directions alone has, but for how much each pair counts: by the error of all directions' mean.
        var same = new PotentialRegressionOptions { Features = options.Features with { NumberOfDirections = model.Features.Directions.Count } };
        Assert.Equal(Sums(RandomPairs.Create(20, 2, 0.2, 77), same).Fit().Report.HeldOutR2, model.Report.HeldOutR2, 0.01);
    }

    [Fact]
    public void WithoutFoldsDirectionsAreNotCompared()
    {
        FitReport report = Sums(RandomPairs.Create(1, 2, 0.2, 79), new PotentialRegressionOptions { Features = Small, ChooseNumberOfDirections = true }).Fit().Report;
        Assert.Equal(4, report.NumberOfDirections);
        Assert.StartsWith("default", report.DirectionsReason, StringComparison.Ordinal);
    }

    [Fact]
    public void SkippedRowsAreReportedAndTheRestIsUsed()
    {
        List<TransportProblem> pairs = RandomPairs.Create(3, 2, 0.2, 73);
        PotentialRegression regression = Sums([], new PotentialRegressionOptions { Features = Small });
        regression.Add(pairs[0]);
        regression.Skip("the weights are all zero");
        regression.AddRange(pairs[1..]);
        FitReport report = regression.Fit().Report;
        Assert.Equal(3, report.PairsUsed);
        Assert.Equal(1, report.PairsSkipped);
        Assert.Equal(new SkippedPair(1, "the weights are all zero"), report.Skipped[0]);
    }

    [Fact]
    public void NothingToFitIsAnErrorThatSaysSo()
    {
        PotentialRegression regression = Sums([], new PotentialRegressionOptions());
        Assert.Contains("no pairs", Assert.Throws<InvalidOperationException>(() => regression.Fit()).Message, StringComparison.Ordinal);
        regression.Skip("NaN in slot 3");
        Assert.Contains("NaN in slot 3", Assert.Throws<InvalidOperationException>(() => regression.Fit()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFitCanBeCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        PotentialRegression regression = Sums([], new PotentialRegressionOptions { Features = Small });
        Assert.ThrowsAny<OperationCanceledException>(() => regression.AddRange(RandomPairs.Create(2, 2, 0.2, 75), null, cancellation.Token));
        regression.AddRange(RandomPairs.Create(2, 2, 0.2, 75));
        Assert.Equal(2, regression.Fit().Report.PairsUsed);
    }

    private static PotentialRegression Sums(List<TransportProblem> pairs, PotentialRegressionOptions options)
    {
        PotentialRegression regression = pairs.Count == 0
            ? new PotentialRegression(GroundCost.SquaredEuclidean, 0.2, 2, options)
            : new PotentialRegression(pairs[0].Geometry.Cost, pairs[0].Epsilon, pairs[0].Source.Dimension, options);
        regression.AddRange(pairs);
        return regression;
    }
}
