namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>Small models that together pass through both forms, all costs, all ways to learn and all ways to finish.</summary>
internal static class Scenarios
{
    public static Scenario[] All()
    {
        Support stations = Cloud(9, 0.2f), cities = Cloud(14, 0.3f);
        // Of both signs, up to a hundred epsilons.
        float[] costs = [.. Enumerable.Range(0, 9 * 14).Select(k => (((k / 14) + (3 * (k % 14))) % 11 * 0.4f) - 2)];
        return
        [
            Points("plane, learned", 2, Learned(PotentialLearning.Regression, epsilon: 0.1)),
            Points("plane, uniform, refined", 2, Learned(PotentialLearning.Untrained, epsilon: 0.05, refinementTolerance: 1e-5), weights: Sides.None),
            Points("line, solved", 1, new SolveCouplingOptions { Epsilon = 0.05, MaximumSweeps = 300 }),
            Points("sphere, learned, refined", 3, Learned(PotentialLearning.Regression, epsilon: 0.1, refinements: 5, GroundCost.SphereArc)),
            Points("nine dimensions, dual objective", 9, Learned(PotentialLearning.DualObjective, epsilon: 1), weights: Sides.Source),
            Fixed("pixels, learned", Learned(PotentialLearning.Regression, epsilon: 0.05), Support.Grid(4, 5)),
            Fixed("pixels, solved, feasible", new SolveCouplingOptions { Epsilon = 0.05, ExactFeasibility = true, StartFromUntrained = true }, Support.Grid(5, 3)),
            Points("plane, learned, relaxed", 2, Relaxed(Learned(PotentialLearning.Regression, epsilon: 0.1), MassPenalty.Absolute(1), MassPenalty.Absolute(3))),
            Points("plane, solved, relaxed at the source", 2, Relaxed(new SolveCouplingOptions { Epsilon = 0.1, MaximumSweeps = 300 }, MassPenalty.Absolute(0.5), MassPenalty.Exact)),
            Fixed("pixels, dual objective, relaxed", Relaxed(Learned(PotentialLearning.DualObjective, epsilon: 0.05), MassPenalty.Exact, MassPenalty.Absolute(0.2)), Support.Grid(4, 3)),
            Fixed("stations to cities, given costs", Learned(PotentialLearning.DualObjective, epsilon: 0.02, refinements: 30, halfSteps: 3), stations, cities, costs),
        ];
    }

    private enum Sides
    {
        None,
        Source,
        Both,
    }

    private static PredictCouplingOptions Learned(
        PotentialLearning method, double epsilon, int? refinements = null, GroundCost? cost = null, double? refinementTolerance = null, int halfSteps = 2) => new()
        {
            Method = method,
            Epsilon = epsilon,
            GroundCost = cost ?? GroundCost.SquaredEuclidean,
            Features = new FeatureOptions { NumberOfDirections = method == PotentialLearning.DualObjective ? null : 8, RandomFourierFeatures = 6 },
            NumberOfHalfSteps = halfSteps,
            MaximumSweeps = refinementTolerance is null ? refinements : 300,
            RefinementTolerance = refinementTolerance,
            NumberOfThreads = 1,
        };

    private static CouplingOptions Relaxed(CouplingOptions options, MassPenalty source, MassPenalty target)
    {
        options.SourceMassPenalty = source;
        options.TargetMassPenalty = target;
        return options;
    }

    private static Scenario Points(string name, int dimension, CouplingOptions options, Sides weights = Sides.Both)
    {
        options.Dimension = dimension;
        options.SourceWeightsColumnName = weights >= Sides.Source ? "SourceWeights" : "";
        options.TargetWeightsColumnName = weights == Sides.Both ? "TargetWeights" : "";
        options.BadRowHandling = BadRowHandling.Skip;
        return new Scenario { Name = name, Options = options, Dimension = dimension };
    }

    private static Scenario Fixed(string name, CouplingOptions options, Support source, Support? target = null, float[]? costs = null)
    {
        options.SourceSupport = source;
        options.TargetSupport = target;
        options.BadRowHandling = BadRowHandling.Skip;
        if (costs is not null)
        {
            options.GroundCost = GroundCost.FromMatrix(costs, source.Count, target!.Count);
            options.WeightNormalization = WeightNormalization.Required;
        }

        return new Scenario { Name = name, Options = options, Dimension = source.Dimension, Costs = costs };
    }

    private static Support Cloud(int count, float step) =>
        new([.. Enumerable.Range(0, 2 * count).Select(k => step * (k * k % 7))], 2);
}
