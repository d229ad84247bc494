using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>The same with a smaller reference.</summary>
internal sealed class WatchDriftOptionsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView reference = mlContext.Data.LoadFromEnumerable(Reading.Take(200, seed: 1, gain: 1, offset: 0));
        IDataView batches = mlContext.Data.LoadFromEnumerable((Batch[])[new(Reading.Take(50, 2, 1, 0)), new(Reading.Take(50, 3, 1, 2))]);
        var options = new WatchDriftOptions { MaximumRows = 100, Permutations = 99, OutputColumnPrefix = "Batch" };
        IDataView answers = mlContext.SlicedOT().WatchDrift(reference, options).Fit(batches).Transform(batches);
        output.WriteLine(string.Join(", ", answers.GetColumn<int>("BatchDriftedFeature")));
    }
}
