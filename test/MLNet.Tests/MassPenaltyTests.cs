using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Couplings whose marginals need not be the weights, as rows, options and model files see them.</summary>
public class MassPenaltyTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void ARowIsTheKernelsSolution()
    {
        PointRow[] rows = TestPairs.Points(5);
        CouplingPrediction[] answers = Solve(rows, MassPenalty.Absolute(0.3), MassPenalty.Absolute(2));
        for (int k = 0; k < rows.Length; k++)
        {
            PointRow row = rows[k];
            var problem = new TransportProblem(
                new DiscreteMeasure(row.SourcePoints, 2, row.SourceWeights), new DiscreteMeasure(row.TargetPoints, 2, row.TargetWeights),
                GroundCost.SquaredEuclidean, 0.1, MassPenalty.Absolute(0.3), MassPenalty.Absolute(2));
            Coupling coupling = new SinkhornSolver().Solve(problem).Coupling();
            double[] leaving = new double[problem.SourceCount];
            coupling.SourceMarginal(leaving);
            Assert.Equal(coupling.Mass, answers[k].TotalMass, 1e-6 * coupling.Mass);
            Assert.Equal(coupling.Mass, answers[k].Coupling.DenseValues().Sum(x => (double)x) + answers[k].DroppedMass, 1e-5 * coupling.Mass);
            for (int i = 0; i < leaving.Length; i++)
                Assert.Equal(leaving[i], answers[k].SourceMass[i], 1e-6 * coupling.Mass);
            Assert.True(answers[k].RelativeDualityGap < 1e-4, $"row {k}: gap {answers[k].RelativeDualityGap}");
        }
    }

    [Fact]
    public void WeightsKeepTheirTotals()
    {
        PointRow row = TestPairs.Points(1)[0];
        var twice = new PointRow
        {
            SourcePoints = row.SourcePoints,
            TargetPoints = row.TargetPoints,
            SourceWeights = [.. row.SourceWeights.Select(w => 2 * w)],
            TargetWeights = row.TargetWeights,
        };
        CouplingPrediction[] relaxed = Solve([row, twice], MassPenalty.Absolute(1), MassPenalty.Absolute(1));
        Assert.Equal(Math.Pow(2, 1.1 / 2.1), relaxed[1].TotalMass / relaxed[0].TotalMass, 1e-5);
        CouplingPrediction[] exact = Solve([row, twice], MassPenalty.Exact, MassPenalty.Exact);
        Assert.Equal(1, exact[1].TotalMass, 1e-6);
        Assert.Equal(exact[0].SourceMass, exact[1].SourceMass);
    }

    [Fact]
    public void WithAnExactTargetAllThatIsAskedForArrives()
    {
        PointRow row = TestPairs.Points(1)[0];
        CouplingPrediction answer = Solve([row], MassPenalty.Absolute(0.01), MassPenalty.Exact)[0];
        Assert.Equal(row.TargetWeights.Sum(), answer.TotalMass, 1e-5);
        for (int j = 0; j < row.TargetWeights.Length; j++)
            Assert.Equal(row.TargetWeights[j], answer.TargetMass[j], 1e-5);
    }

    [Fact]
    public void ARelativePenaltyIsResolvedInFitAndTravelsWithTheModel()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        CouplingTransformer relative = Estimator(MassPenalty.Relative(0.5), MassPenalty.Exact).Fit(view);
        Assert.False(relative.SourceMassPenalty.IsRelative);
        double meanCost = TestPairs.Points(6).Average(row => MeanCost(row));
        Assert.Equal(0.5 * meanCost, relative.SourceMassPenalty.Value, 1e-6 * meanCost);
        Assert.True(relative.TargetMassPenalty.IsExact);

        ITransformer loaded = SmallModels.Reload(Context, relative, view.Schema);
        CouplingTransformer restored = Assert.Single(Context.SlicedOT().Restore(loaded));
        Assert.Equal(relative.SourceMassPenalty, restored.SourceMassPenalty);
        Assert.Equal(Masses(relative.Transform(view)), Masses(loaded.Transform(view)));
        CouplingTransformer absolute = Estimator(relative.SourceMassPenalty, MassPenalty.Exact).Fit(view);
        Assert.Equal(Masses(absolute.Transform(view)), Masses(loaded.Transform(view)));
    }

    [Theory]
    [InlineData("points/regression")]
    [InlineData("points/objective")]
    [InlineData("images/regression")]
    public void WhatIsLearnedFromRelaxedPairsPredictsThem(string name)
    {
        IDataView view = TestPairs.View(Context, name, rows: 12), unseen = TestPairs.View(Context, name, rows: 6, seed: 7);
        CouplingTransformer predictor = SmallModels.Estimator(Context, name, Relax).Fit(view);
        CouplingTransformer solver = SmallModels.Estimator(Context, name.Split('/')[0] + "/solve", Relax).Fit(view);
        Assert.Equal(12, predictor.FitReport.PairsUsed);
        Assert.Equal(solver.TargetMassPenalty, predictor.TargetMassPenalty);
        float[] predicted = Masses(predictor.Transform(unseen)), solved = Masses(solver.Transform(unseen));
        for (int k = 0; k < solved.Length; k++)
            Assert.InRange(predicted[k], 0.9f * solved[k], 1.1f * solved[k]);
        Assert.Equal(predicted, Masses(SmallModels.Reload(Context, predictor, view.Schema).Transform(unseen)));
    }

    [Fact]
    public void MarginalsThatMayDifferAreNotRoundedOntoTheWeights()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Context.SlicedOT().SolveCoupling(
            new SolveCouplingOptions { Dimension = 2, ExactFeasibility = true, TargetMassPenalty = MassPenalty.Relative(1) }));
        Assert.Contains("ExactFeasibility", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APenaltyThatDrownsInEpsilonIsSaidAtTheFit()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Estimator(MassPenalty.Absolute(1e-12), MassPenalty.Exact).Fit(view));
        Assert.Contains("The source's mass penalty is 1E-12 and epsilon 0.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsThatWereSkippedWhileThePenaltyWasResolvedAreReported()
    {
        PointRow[] rows = TestPairs.Points(4);
        rows[2].SourcePoints[0] = float.NaN;
        CouplingTransformer fitted = Estimator(MassPenalty.Relative(1), MassPenalty.Relative(1), o => o.BadRowHandling = BadRowHandling.Skip)
            .Fit(Context.Data.LoadFromEnumerable(rows));
        Assert.Equal(2, Assert.Single(fitted.FitReport.Skipped).Row);
    }

    private static void Relax(CouplingOptions options) =>
        (options.SourceMassPenalty, options.TargetMassPenalty) = (MassPenalty.Relative(1), MassPenalty.Relative(2));

    private static CouplingEstimatorBase Estimator(MassPenalty source, MassPenalty target, Action<CouplingOptions>? configure = null) =>
        SmallModels.Estimator(Context, "points/solve", options =>
        {
            options.SourceMassPenalty = source;
            options.TargetMassPenalty = target;
            configure?.Invoke(options);
        });

    private static CouplingPrediction[] Solve(PointRow[] rows, MassPenalty source, MassPenalty target)
    {
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        return [.. Context.Data.CreateEnumerable<CouplingPrediction>(Estimator(source, target).Fit(view).Transform(view), reuseRowObject: false)];
    }

    private static float[] Masses(IDataView view) => [.. view.GetColumn<float>("TotalMass")];

    private static double MeanCost(PointRow row)
    {
        double sum = 0, a = row.SourceWeights.Sum(w => (double)w), b = row.TargetWeights.Sum(w => (double)w);
        for (int i = 0; i < row.SourceWeights.Length; i++)
        {
            for (int j = 0; j < row.TargetWeights.Length; j++)
            {
                double x = row.SourcePoints[2 * i] - row.TargetPoints[2 * j], y = row.SourcePoints[(2 * i) + 1] - row.TargetPoints[(2 * j) + 1];
                sum += row.SourceWeights[i] / a * (row.TargetWeights[j] / b) * ((x * x) + (y * y));
            }
        }

        return sum;
    }
}
