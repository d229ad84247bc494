namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Pairs to learn from and pairs to predict, at one cost and regularisation.</summary>
internal sealed record TransportTask(string Name, GroundCost Cost, double Epsilon, TransportProblem[] Train, TransportProblem[] Test)
{
    public int Dimension => Test[0].Source.Dimension;

    /// <summary>The supports that all pairs share, or null.</summary>
    public Geometry? Geometry => Test.All(problem => ReferenceEquals(problem.Geometry, Test[0].Geometry)) ? Test[0].Geometry : null;

    public AmortizedCouplingModel LearnByRegression(
        FeatureOptions? features = null, RegressionWeighting weighting = RegressionWeighting.SourceMass, int? threads = null)
    {
        var options = new PotentialRegressionOptions { Features = features ?? new FeatureOptions(), Weighting = weighting, NumberOfThreads = threads };
        var regression = new PotentialRegression(Cost, Epsilon, Dimension, options, Geometry);
        regression.AddRange(Train);
        return regression.Fit();
    }

    public AmortizedCouplingModel LearnByObjective(int? threads = null)
    {
        var objective = new PotentialObjective(Cost, Epsilon, Dimension, new PotentialObjectiveOptions { NumberOfThreads = threads }, Geometry);
        foreach (TransportProblem problem in Train)
            objective.Add(problem);
        return objective.Fit();
    }
}
