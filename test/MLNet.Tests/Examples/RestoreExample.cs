namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>A loaded model consists of ML.NET's own types; Restore gives ours back, with all their numbers.</summary>
internal sealed class RestoreExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView view = mlContext.SlicedOT().LoadPairs([[0, 0, 1, 0, 0, 1]], [[2, 2, 3, 2, 2, 3]]);
        CouplingTransformer model = mlContext.SlicedOT().PredictCoupling(dimension: 2).Fit(view);
        using var file = new MemoryStream();
        mlContext.Model.Save(model, view.Schema, file);
        file.Position = 0;
        ITransformer loaded = mlContext.Model.Load(file, out _);
        foreach (CouplingTransformer restored in mlContext.SlicedOT().Restore(loaded))
        {
            AmortizedCouplingModel learned = restored.Model!;
            output.WriteLine($"{learned.Features.Directions.Count} directions, {learned.Features.Count} features, epsilon {restored.Epsilon:F3}.");
        }
    }
}
