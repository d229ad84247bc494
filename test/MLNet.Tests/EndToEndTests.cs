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
