namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Learn by maximising the dual objective: no training pair has to be solved.</summary>
internal sealed class PredictCouplingByDualObjectiveExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        var random = new Random(1);
        float[] Cloud(int count, float scale) => [.. Enumerable.Range(0, 2 * count).Select(_ => scale * random.NextSingle())];
        IDataView view = mlContext.SlicedOT().LoadPairs(
            [.. Enumerable.Range(0, 10).Select(k => Cloud(15 + k, 1))],
            [.. Enumerable.Range(0, 10).Select(k => Cloud(25 - k, 2))]);

        CouplingTransformer model = mlContext.SlicedOT().PredictCouplingByDualObjective(dimension: 2, epsilon: 0.1).Fit(view);

        FitReport report = model.FitReport;
        output.WriteLine($"Mean dual value from {report.DualValues[0]:F4} (untrained) to {report.DualValues[^1]:F4}: {report.ExitReason}.");
    }
}
