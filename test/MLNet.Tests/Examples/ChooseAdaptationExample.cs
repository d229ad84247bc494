namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Whether to map at all is decided without labels of today's readings.</summary>
internal sealed class ChooseAdaptationExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView before = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 1, gain: 1, offset: 0));
        IDataView today = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 2, gain: 1.6f, offset: 3));
        AdaptationChoice choice = mlContext.SlicedOT().ChooseAdaptation(before, today, mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression("IsHot"), "IsHot");
        output.WriteLine(choice.ToString());
    }
}
