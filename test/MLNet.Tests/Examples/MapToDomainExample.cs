namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>A model was trained before a sensor was exchanged: today's readings are mapped back to where it was trained.</summary>
internal sealed class MapToDomainExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView before = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 1, gain: 1, offset: 0));
        IDataView today = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 2, gain: 1.6f, offset: 3));
        ITransformer model = mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression("IsHot").Fit(before);
        DomainMapTransformer map = mlContext.SlicedOT().MapToDomain(before).Fit(today);
        double without = mlContext.BinaryClassification.Evaluate(model.Transform(today), "IsHot").Accuracy;
        double with = mlContext.BinaryClassification.Evaluate(model.Transform(map.Transform(today)), "IsHot").Accuracy;
        output.WriteLine($"accuracy {without:F2} on today's readings, {with:F2} on mapped ones");
    }
}
