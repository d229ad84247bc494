namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>A loaded model consists of ML.NET's own types; its domain maps can be had back.</summary>
internal sealed class RestoreDomainMapsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext(1);
        IDataView before = mlContext.Data.LoadFromEnumerable(Reading.Take(100, seed: 1, gain: 1, offset: 0));
        IDataView today = mlContext.Data.LoadFromEnumerable(Reading.Take(100, seed: 2, gain: 1.6f, offset: 3));
        using var file = new MemoryStream();
        mlContext.Model.Save(mlContext.SlicedOT().MapToDomain(before).Fit(today), today.Schema, file);
        file.Position = 0;
        foreach (DomainMapTransformer map in mlContext.SlicedOT().RestoreDomainMaps(mlContext.Model.Load(file, out _)))
            output.WriteLine($"{map.Map.Kind} map of {map.Map.Dimension} features, {map.InputColumnName} to {map.OutputColumnName}");
    }
}
