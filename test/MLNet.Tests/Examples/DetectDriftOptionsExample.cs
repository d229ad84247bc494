namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>More regroupings give smaller p-values.</summary>
internal sealed class DetectDriftOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView before = mlContext.Data.LoadFromEnumerable(Reading.Take(200, seed: 1, gain: 1, offset: 0));
        IDataView today = mlContext.Data.LoadFromEnumerable(Reading.Take(200, seed: 2, gain: 1.5f, offset: 0));
        DriftReport report = mlContext.SlicedOT().DetectDrift(before, today, new DetectDriftOptions { ColumnNames = ["Features"], Permutations = 999 });
        output.WriteLine($"p = {report.PValue:F3}, divergence {report.Result.Divergence:F3}, without drift {report.Result.ExpectedDivergence:F3}");
    }
}
