namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>Learn by regression with chosen directions and ridge, and read what was learned.</summary>
internal sealed class PredictCouplingByRegressionExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        var random = new Random(1);
        float[] Cloud(int count, float scale) => [.. Enumerable.Range(0, 2 * count).Select(_ => scale * random.NextSingle())];
        IDataView view = mlContext.SlicedOT().LoadPairs(
            [.. Enumerable.Range(0, 10).Select(k => Cloud(15 + k, 1))],
            [.. Enumerable.Range(0, 10).Select(k => Cloud(25 - k, 2))]);

        CouplingTransformer model = mlContext.SlicedOT()
            .PredictCouplingByRegression(dimension: 2, epsilon: 0.1, numberOfDirections: 10, ridge: 1e-4)
            .Fit(view);

        output.WriteLine($"The potentials explain {model.FitReport.PotentialR2:P1} of the training potentials' variance.");
        AmortizedCouplingModel learned = model.Model!;
        for (int k = 0; k < 3; k++)
            output.WriteLine($"{learned.Features.Names[k]}: {learned.Coefficients[k]:F3}");
    }
}
