namespace MLNetContract.Tests;

/// <summary>Loads a saved model where nothing has been registered, and prints what it predicts for 3.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(args[0], out DataViewSchema schema);
        using var engine = ml.Model.CreatePredictionEngine<Number, Doubled>(model);
        Console.Write($"{engine.Predict(new Number { Value = 3 }).Twice} {schema?.Count}");
        return 0;
    }
}
