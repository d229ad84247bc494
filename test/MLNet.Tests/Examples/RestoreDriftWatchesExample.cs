namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>A loaded model consists of ML.NET's own types; its drift checks can be had back.</summary>
internal sealed class RestoreDriftWatchesExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView reference = mlContext.Data.LoadFromEnumerable(Reading.Take(200, seed: 1, gain: 1, offset: 0));
        IDataView batches = mlContext.Data.LoadFromEnumerable((Batch[])[new(Reading.Take(50, 2, 1, 0))]);
        using var file = new MemoryStream();
        mlContext.Model.Save(mlContext.SlicedOT().WatchDrift(reference).Fit(batches), batches.Schema, file);
        file.Position = 0;
        foreach (DriftTransformer watch in mlContext.SlicedOT().RestoreDriftWatches(mlContext.Model.Load(file, out _)))
            output.WriteLine($"compares column {watch.BatchColumnName} with {watch.Reference.Count} rows of {watch.Reference.Dimension} features");
    }
}
