namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class PotentialObjectiveTests
{
    private static readonly FeatureOptions Small = new() { NumberOfDirections = 4, RandomFourierFeatures = 5 };

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void GradientAndHessianAgreeWithFiniteDifferences(int dimension, bool sphere)
    {
        GroundCost cost = sphere ? GroundCost.SphereArc : GroundCost.SquaredEuclidean;
        TransportProblem problem = RandomPairs.Create(1, dimension, 0.4, 31, cost)[0];
        var features = PotentialFeatures.Create(Small, dimension, cost);
        var worker = new ObjectiveWorker(features);
        var generator = new SeededGenerator(2);
        double[] alpha = [.. features.UntrainedCoefficients().Select(c => c + (0.05 * generator.NextNormal()))];
        int count = features.Count;
        var gradient = new double[count];
        worker.Gradient(problem, null, alpha, gradient);
        var sums = new NormalEquations(count);
        worker.Quadratic(problem, null, alpha, sums);
        double[] differences = new double[count], hessian = new double[count * count];
        const double Step = 1e-5;
        for (int k = 0; k < count; k++)
        {
            double[] above = [.. alpha], below = [.. alpha], up = new double[count], down = new double[count];
            above[k] += Step;
            below[k] -= Step;
            differences[k] = (worker.Gradient(problem, null, above, up) - worker.Gradient(problem, null, below, down)) / (2 * Step);
            for (int j = 0; j < count; j++)
                hessian[(k * count) + j] = -(up[j] - down[j]) / (2 * Step);
        }

        RandomPairs.AssertClose(differences, gradient, 1e-7);
        double[] gram = [.. from i in Enumerable.Range(0, count) from j in Enumerable.Range(0, count) select sums.Row(Math.Max(i, j))[Math.Min(i, j)]];
        RandomPairs.AssertClose(hessian, gram, 1e-7);
        double value = worker.Gradient(problem, null, alpha, gradient);
        Assert.Equal(-2 * value, sums.Loss(alpha), 10);
    }

    [Fact]
    public void TheSemiDualIsThatOfTheSoftCTransform()
    {
        foreach (GroundCost cost in (GroundCost[])[GroundCost.SquaredEuclidean, GroundCost.SphereArc])
        {
            TransportProblem problem = RandomPairs.Create(1, 3, 0.3, 33, cost)[0];
            var features = PotentialFeatures.Create(Small, 3, cost);
            double[] alpha = features.UntrainedCoefficients(), f = new double[problem.SourceCount], g = new double[problem.TargetCount];
            features.AddTo(problem, alpha, f);
            SoftCTransform.ToTarget(problem, f, g);
            double expected = 0;
            for (int i = 0; i < f.Length; i++)
                expected += problem.Source.Weights[i] * f[i];
            for (int j = 0; j < g.Length; j++)
                expected += problem.Target.Weights[j] * g[j];
            double value = new ObjectiveWorker(features).Gradient(problem, null, alpha, new double[features.Count]);
            Assert.Equal(expected, value, 5);
        }
    }

    [Fact]
    public void BothWaysToTheCurvatureAgree()
    {
        var gram = new CurvatureGram();
        foreach (int atoms in (int[])[6, 60])
        {
            // Few atoms against many features goes through the atoms, the reverse through the features.
            TransportProblem problem = RandomPairs.Create(1, 2, 0.4, 35, atoms: atoms)[0];
            var columns = new TrainingColumns();
            columns.Compute(PotentialFeatures.Create(Small, 2, GroundCost.SquaredEuclidean), problem, default);
            var plan = new SoftmaxPlan();
            plan.Compute(problem, columns.Atoms, new double[columns.Length]);
            int rows = columns.Rows, n = columns.Length;
            double[] actual = new double[rows * rows], expected = new double[rows * rows];
            gram.Compute(columns.Columns, rows, plan, actual);
            for (int p = 0; p < rows; p++)
            {
                for (int q = 0; q <= p; q++)
                {
                    for (int i = 0; i < n; i++)
                        expected[(p * rows) + q] += plan.RowMass[i] * columns.Columns[(p * n) + i] * columns.Columns[(q * n) + i];
                    for (int j = 0; j < plan.TargetCount; j++)
                    {
                        double first = 0, second = 0;
                        for (int i = 0; i < n; i++)
                        {
                            first += plan.Conditionals[(j * n) + i] * columns.Columns[(p * n) + i];
                            second += plan.Conditionals[(j * n) + i] * columns.Columns[(q * n) + i];
                        }

                        expected[(p * rows) + q] -= plan.TargetWeights[j] * first * second;
                    }
                }
            }

            RandomPairs.AssertClose(expected, actual, 1e-12);
        }
    }

    [Fact]
    public void NewtonEndsAtLeastAsHighAsAdam()
    {
        List<TransportProblem> pairs = RandomPairs.Create(6, 2, 0.3, 41);
        AmortizedCouplingModel newton = Fit(pairs, new PotentialObjectiveOptions { Features = Small, Ridge = 1e-6 });
        AmortizedCouplingModel adam = Fit(pairs, new PotentialObjectiveOptions { Features = Small, Optimizer = ObjectiveOptimizer.Adam, MaximumIterations = 2000, LearningRate = 0.01 });
        Assert.Equal(FitExitReason.Converged, newton.Report.ExitReason);
        Assert.True(adam.Report.DualValues[^1] > adam.Report.DualValues[0]);

        // Adam takes the pairs as they come, Newton counts them; both are measured as Newton does.
        double Value(AmortizedCouplingModel model) =>
            -0.5 * new ObjectivePairs(model.Features, [.. pairs], 1).Quadratic(model.Coefficients.ToArray(), CancellationToken.None).Total().Loss(model.Coefficients) / pairs.Count;
        Assert.Equal(Value(newton), newton.Report.DualValues[^1], 1e-9);
        Assert.True(Value(newton) >= Value(adam) - 1e-7, $"Newton {Value(newton)}, Adam {Value(adam)}");
    }

    [Fact]
    public void NewtonNeverFalls()
    {
        FitReport report = Fit(RandomPairs.Create(6, 2, 0.01, 43), new PotentialObjectiveOptions { Features = Small, Ridge = 1e-8 }).Report;
        for (int k = 1; k < report.DualValues.Count; k++)
            Assert.True(report.DualValues[k] >= report.DualValues[k - 1] - 1e-9);
    }

    [Fact]
    public void AnInfiniteRidgeGivesTheUntrainedModel()
    {
        AmortizedCouplingModel model = Fit(RandomPairs.Create(3, 2, 0.3, 47), new PotentialObjectiveOptions { Features = Small, Ridge = double.PositiveInfinity });
        double[] coefficients = model.Coefficients.ToArray();
        Assert.Contains(model.Features.OwnStarts().Append(model.Features.UntrainedCoefficients()), start => start.AsSpan().SequenceEqual(coefficients));
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        List<TransportProblem> pairs = RandomPairs.Create(9, 2, 0.2, 49);
        double[][] coefficients = [.. new[] { 1, 2, 4 }.Select(threads => Fit(pairs, new PotentialObjectiveOptions { Features = Small, NumberOfThreads = threads }).Coefficients.ToArray())];
        Assert.Equal(coefficients[0], coefficients[1]);
        Assert.Equal(coefficients[0], coefficients[2]);
    }

    [Fact]
    public void ARangeOfRidgesHasItsReasonInTheReport()
    {
        FitReport report = Fit(RandomPairs.Create(12, 2, 0.2, 51), new PotentialObjectiveOptions { Features = Small }).Report;
        Assert.Equal(["Slices", "Extra", "Common"], report.Ridge.Select(choice => choice.Features));
        Assert.All(report.Ridge, choice => Assert.Contains("share no measure", choice.Reason, StringComparison.Ordinal));
        Assert.Equal(12, report.PairsUsed);
    }

    [Fact]
    public void TheNumberOfDirectionsIsChosenOnHeldOutPairs()
    {
        FitReport report = Fit(RandomPairs.Create(16, 2, 0.2, 53), new PotentialObjectiveOptions { Features = Small, ChooseNumberOfDirections = true }).Report;
        Assert.Contains(report.NumberOfDirections, new[] { 1, 2, 4 });
        Assert.Contains("held-out", report.DirectionsReason, StringComparison.Ordinal);
    }

    [Fact]
    public void APairThatCannotBeEvaluatedIsNamedOrLeftOut()
    {
        // The plan of the second pair would have more entries than are held.
        var generator = new SeededGenerator(5);
        List<TransportProblem> pairs = RandomPairs.Create(3, 1, 0.2, 57);
        float[] many = [.. Enumerable.Range(0, 20_000).Select(_ => (float)generator.NextNormal())];
        var measure = new DiscreteMeasure(new Support(many, 1));
        pairs[1] = new TransportProblem(measure, measure, GroundCost.SquaredEuclidean, 0.2);
        Assert.Contains("row 1", Assert.Throws<InvalidOperationException>(() => Fit(pairs, new PotentialObjectiveOptions { Features = Small })).Message, StringComparison.Ordinal);
        FitReport report = Fit(pairs, new PotentialObjectiveOptions { Features = Small, SkipFailingPairs = true }).Report;
        Assert.Equal(2, report.PairsUsed);
        Assert.Equal(1, report.Skipped.Single().Row);
    }

    [Fact]
    public void APairOfAnotherEpsilonIsRefusedWithItsRow()
    {
        var objective = new PotentialObjective(GroundCost.SquaredEuclidean, 0.2, 2);
        objective.Add(RandomPairs.Create(1, 2, 0.2, 55)[0]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => objective.Add(RandomPairs.Create(1, 2, 0.3, 55)[0]));
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
    }

    private static AmortizedCouplingModel Fit(List<TransportProblem> pairs, PotentialObjectiveOptions options)
    {
        var objective = new PotentialObjective(pairs[0].Geometry.Cost, pairs[0].Epsilon, pairs[0].Source.Dimension, options);
        foreach (TransportProblem pair in pairs)
            objective.Add(pair);
        return objective.Fit();
    }
}
