namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Have the readings changed, and which of them?</summary>
internal sealed class DetectDriftExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView before = mlContext.Data.LoadFromEnumerable(Reading.Take(200, seed: 1, gain: 1, offset: 0));
        IDataView today = mlContext.Data.LoadFromEnumerable(Reading.Take(200, seed: 2, gain: 1, offset: 0.5f));
        DriftReport report = mlContext.SlicedOT().DetectDrift(before, today, "Features");
        output.WriteLine(report.HasDrifted() ? $"drift in {report.MostDriftedFeature}" : "no drift");
        output.WriteLine(report.ToString());
    }
}
