namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Estimators and data in both forms, named for theories.</summary>
internal static class SmallModels
{
    public static readonly string[] Names = ["points/regression", "points/objective", "points/solve", "images/regression", "images/objective", "images/solve"];

    public static TheoryData<string> All => [.. Names];

    public static CouplingEstimatorBase Estimator(MLContext context, string name, Action<CouplingOptions>? configure = null)
    {
        CouplingOptions options = name.EndsWith("solve", StringComparison.Ordinal)
            ? new SolveCouplingOptions()
            : new PredictCouplingOptions
            {
                Method = name.EndsWith("objective", StringComparison.Ordinal) ? PotentialLearning.DualObjective : PotentialLearning.Regression,
                Features = new FeatureOptions { NumberOfDirections = 4, RandomFourierFeatures = 5 },
                NumberOfThreads = 1,
            };
        options.SourceWeightsColumnName = "SourceWeights";
        options.TargetWeightsColumnName = "TargetWeights";
        options.Epsilon = 0.1;
        if (name.StartsWith("points", StringComparison.Ordinal))
            options.Dimension = 2;
        else
            options.SourceSupport = Support.Grid(4, 3);
        configure?.Invoke(options);
        return options is PredictCouplingOptions predict
            ? context.SlicedOT().PredictCoupling(predict)
            : context.SlicedOT().SolveCoupling((SolveCouplingOptions)options);
    }

    public static ITransformer Reload(MLContext context, ITransformer transformer, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        context.Model.Save(transformer, schema, stream);
        stream.Position = 0;
        return context.Model.Load(stream, out _);
    }
}
