namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>The same for retraining, with a more cautious gate.</summary>
internal sealed class ChooseAdaptationOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView before = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 1, gain: 1, offset: 0));
        IDataView today = mlContext.Data.LoadFromEnumerable(Reading.Take(300, seed: 2, gain: 1, offset: 0));
        var options = new ChooseAdaptationOptions { LabelColumnName = "IsHot", Use = AdaptationUse.Retraining, AlikeDeviations = 4 };
        AdaptationChoice choice = mlContext.SlicedOT().ChooseAdaptation(before, today, mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression("IsHot"), options);
        output.WriteLine($"{choice.Name}: {choice.Reason}");
    }
}
