using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Every row is a batch of readings, compared with a reference that is kept in the model.</summary>
internal sealed class WatchDriftExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView reference = mlContext.Data.LoadFromEnumerable(Reading.Take(200, seed: 1, gain: 1, offset: 0));
        IDataView batches = mlContext.Data.LoadFromEnumerable((Batch[])[new(Reading.Take(50, 2, 1, 0)), new(Reading.Take(50, 3, 1, 2))]);
        DriftTransformer watch = mlContext.SlicedOT().WatchDrift(reference).Fit(batches);
        foreach (float value in watch.Transform(batches).GetColumn<float>("PValue"))
            output.WriteLine($"p = {value:F3}");
    }
}
