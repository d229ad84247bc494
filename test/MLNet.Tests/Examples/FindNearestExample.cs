namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>The cloud that is most like another one.</summary>
internal sealed class FindNearestExample : IExample
{
    public static void Run(TextWriter output)
    {
        var mlContext = new MLContext();
        IDataView known = mlContext.Data.LoadFromEnumerable(
            [new Shape { Points = [0, 0, 1, 0, 0, 1] }, new Shape { Points = [5, 5, 6, 5] }, new Shape { Points = [0, 1, 1, 1, 0, 2, 1, 2] }]);
        IDataView asked = mlContext.Data.LoadFromEnumerable([new Shape { Points = [5, 4, 6, 6] }]);

        NearestResult nearest = mlContext.SlicedOT().FindNearest(asked, known, numberOfNeighbors: 1, dimension: 2)[0];
        output.WriteLine($"Cloud {nearest.Indices[0]}, at distance {Math.Sqrt(nearest.Costs[0]):F2}; {nearest.PairsSolved} of 3 pairs solved");
    }

    private sealed class Shape
    {
        public float[] Points { get; set; } = [];
    }
}
