using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>A model is trained for today's sensor on mapped old readings; the map stays out of scoring.</summary>
internal sealed class MapToDomainOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView labelled = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 1, gain: 1, offset: 0));
        IDataView today = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 2, gain: 1.6f, offset: 3));
        var options = new MapToDomainOptions { Use = AdaptationUse.Retraining, Kind = DomainMapKind.ClassRegularized, LabelColumnName = "IsHot" };
        TransformerChain<ITransformer> trained = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(mlContext.SlicedOT().MapToDomain(today, options), TransformerScope.TrainTest)
            .Append<ITransformer>(mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression("IsHot"))
            .Fit(labelled);
        ITransformer model = trained.GetModelFor(TransformerScope.Scoring);
        output.WriteLine($"accuracy on today's readings {mlContext.BinaryClassification.Evaluate(model.Transform(today), "IsHot").Accuracy:F2}");
    }
}
