namespace Microsoft.ML.SlicedOT.Tests;

public class EndToEndTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void SolvedCouplingOfPointsHasTheWeightsAsMarginals()
    {
        PointRow[] rows = TestPairs.Points(4);
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        CouplingTransformer transformer = Context.SlicedOT()
            .SolveCoupling(sourceWeightsColumnName: "SourceWeights", targetWeightsColumnName: "TargetWeights", dimension: 2, epsilon: 0.1)
            .Fit(view);
        CouplingPrediction[] predictions = [.. Context.Data.CreateEnumerable<CouplingPrediction>(transformer.Transform(view), reuseRowObject: false)];
        Assert.Equal(rows.Length, predictions.Length);
        for (int k = 0; k < rows.Length; k++)
            AssertMarginals(rows[k].SourceWeights, rows[k].TargetWeights, predictions[k]);
    }

    [Fact]
    public void SolvedCouplingOfImagesHasTheWeightsAsMarginals()
    {
        WeightRow[] rows = TestPairs.Images(4);
        IDataView view = Context.Data.LoadFromEnumerable(rows);
        CouplingTransformer transformer = Context.SlicedOT()
            .SolveCoupling(new SolveCouplingOptions { SourceSupport = Support.Grid(4, 3), Epsilon = 0.05 })
            .Fit(view);
        CouplingPrediction[] predictions = [.. Context.Data.CreateEnumerable<CouplingPrediction>(transformer.Transform(view), reuseRowObject: false)];
        for (int k = 0; k < rows.Length; k++)
            AssertMarginals(rows[k].SourceWeights, rows[k].TargetWeights, predictions[k]);
    }

    /// <summary>A pair of many atoms from its untrained potential, one of few from zero, as if either had been asked for; the answers agree.</summary>
    [Fact]
    public void ASolverStartsWhereARowIsSolvedSooner()
    {
        PointRow Row(int seed, int count)
        {
            var random = new Random(seed);
            float[] Points(float shift) => [.. Enumerable.Range(0, 2 * count).Select(k => random.NextSingle() + (k % 2 * shift))];
            return new PointRow { SourcePoints = Points(0), TargetPoints = Points(0.5f) };
        }

        IDataView view = Context.Data.LoadFromEnumerable([Row(1, 20), Row(2, 200)]);
        CouplingPrediction[] Solve(bool? startFromUntrained)
        {
            CouplingTransformer solver = Context.SlicedOT().SolveCoupling(new SolveCouplingOptions
            {
                Dimension = 2,
                Epsilon = 0.006,
                SourceWeightsColumnName = "",
                TargetWeightsColumnName = "",
                StartFromUntrained = startFromUntrained,
            }).Fit(view);
            ITransformer loaded = SmallModels.Reload(Context, solver, view.Schema);
            Assert.Equal(startFromUntrained == true, solver.Model is not null);
            return [.. Context.Data.CreateEnumerable<CouplingPrediction>(loaded.Transform(view), reuseRowObject: false)];
        }

        CouplingPrediction[] chosen = Solve(null), fromZero = Solve(false), fromUntrained = Solve(true);
        Assert.Equal(fromZero[0].SourcePotential, chosen[0].SourcePotential);
        Assert.Equal(fromUntrained[1].SourcePotential, chosen[1].SourcePotential);
        Assert.True(chosen[1].Sweeps < fromZero[1].Sweeps, $"{chosen[1].Sweeps} sweeps, {fromZero[1].Sweeps} from zero");
        Assert.All(chosen.Zip(fromZero), pair => Assert.Equal(pair.Second.TransportCost, pair.First.TransportCost, 1e-5f));
    }

    private static void AssertMarginals(float[] sourceWeights, float[] targetWeights, CouplingPrediction prediction)
    {
        double sourceMass = sourceWeights.Sum(), targetMass = targetWeights.Sum();
        Assert.Equal(sourceWeights.Length, prediction.SourcePotential.Length);
        Assert.Equal(targetWeights.Length, prediction.TargetPotential.Length);
        for (int i = 0; i < sourceWeights.Length; i++)
            Assert.Equal(sourceWeights[i] / sourceMass, Enumerable.Range(0, targetWeights.Length).Sum(j => (double)prediction.MassBetween(i, j)), 2e-6);
        for (int j = 0; j < targetWeights.Length; j++)
            Assert.Equal(targetWeights[j] / targetMass, Enumerable.Range(0, sourceWeights.Length).Sum(i => (double)prediction.MassBetween(i, j)), 2e-6);
    }
}
