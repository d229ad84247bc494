namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>The distances between all clouds of a collection.</summary>
internal sealed class TransportCostsExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView clouds = mlContext.Data.LoadFromEnumerable(
            [new Shape { Points = [0, 0, 1, 0, 0, 1] }, new Shape { Points = [5, 5, 6, 5] }, new Shape { Points = [0, 1, 1, 1, 0, 2, 1, 2] }]);

        TransportCostMatrix costs = mlContext.SlicedOT().TransportCosts(clouds, dimension: 2);
        for (int i = 0; i < costs.RowCount; i++)
            output.WriteLine(string.Join("  ", costs.Row(i).ToArray().Select(cost => $"{Math.Sqrt(cost),6:F2}")));
    }

    private sealed class Shape
    {
        public float[] Points { get; set; } = [];
    }
}
