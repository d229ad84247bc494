using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>How good are the predictions? Certificates always; errors where the same pipeline also solves exactly.</summary>
internal sealed class EvaluateExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        var random = new Random(1);
        float[] Cloud(int count, float scale) => [.. Enumerable.Range(0, 2 * count).Select(_ => scale * random.NextSingle())];
        IDataView view = mlContext.SlicedOT().LoadPairs(
            [.. Enumerable.Range(0, 12).Select(_ => Cloud(20, 1))],
            [.. Enumerable.Range(0, 12).Select(_ => Cloud(20, 2))]);

        SlicedOTCatalog catalog = mlContext.SlicedOT();
        ITransformer model = new EstimatorChain<ITransformer>()
            .Append(catalog.PredictCoupling(dimension: 2, epsilon: 0.1))
            .Append(catalog.SolveCoupling(dimension: 2, epsilon: 0.1, outputColumnPrefix: "Exact"))
            .Fit(mlContext.Data.TakeRows(view, 8));

        IDataView unseen = model.Transform(mlContext.Data.SkipRows(view, 8));
        CouplingMetrics metrics = catalog.Evaluate(unseen, referenceCouplingColumnName: "ExactCoupling");
        output.WriteLine($"{metrics.Pairs} pairs: violation {metrics.MarginalViolation:E1}, duality gap {metrics.RelativeDualityGap:E1},");
        output.WriteLine($"RMSE {metrics.RootMeanSquaredError:E1}, cost error {metrics.RelativeCostError:P2}.");
    }
}
