namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>A planner from a file that refuses weights it was not fitted to read; what <c>Model.Load</c> gives would not look at them.</summary>
internal sealed class RestorePlansExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView pairs = mlContext.SlicedOT().LoadPairs(sourcePoints: [[0, 0, 10, 0]], targetPoints: [[1, 1, 5, 1]]);
        IDataView weighted = mlContext.SlicedOT().LoadPairs(
            sourcePoints: [[0, 0, 10, 0]], targetPoints: [[1, 1, 5, 1]], sourceWeights: [[3, 1]], targetWeights: [[1, 1]]);
        using var file = new MemoryStream();
        mlContext.Model.Save(mlContext.SlicedOT().PlanCoupling(dimension: 2).Fit(pairs), pairs.Schema, file);
        file.Position = 0;

        PlanTransformer planner = mlContext.SlicedOT().RestorePlans(mlContext.Model.Load(file, out _)).Single();
        output.WriteLine($"{planner.Transform(pairs).Preview().RowView.Length} pair planned");
        try
        {
            planner.Transform(weighted);
        }
        catch (ArgumentOutOfRangeException error)
        {
            output.WriteLine(error.Message);
        }
    }
}
