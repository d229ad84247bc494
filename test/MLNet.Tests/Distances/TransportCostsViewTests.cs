namespace Microsoft.ML.SlicedOT.Tests;

public class TransportCostsViewTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void ViewsOfPointsAndOfWeightsGiveTheKernelsMatrix()
    {
        var random = new Random(3);
        float[][] weights = [.. Enumerable.Range(0, 6).Select(_ => TestPairs.Weights(random, 12))];
        IDataView images = Context.Data.LoadFromEnumerable(weights.Select(w => new Image { Weights = w }));
        var grid = Support.Grid(4, 3);
        TransportCostMatrix matrix = Context.SlicedOT().TransportCosts(images, support: grid);
        TransportCostMatrix expected = TransportCosts.Compute([.. weights.Select(w => new DiscreteMeasure(grid, w))]);
        IDataView clouds = Context.Data.LoadFromEnumerable(weights.Select(w => new Cloud { Points = [.. grid.Coordinates], Weights = w }));
        TransportCostMatrix points = Context.SlicedOT().TransportCosts(clouds, dimension: 2);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(expected.Row(i).ToArray(), matrix.Row(i).ToArray());
            Assert.Equal(expected.Row(i).ToArray(), points.Row(i).ToArray());
        }

        TransportCostMatrix rectangle = Context.SlicedOT().TransportCosts(images, Context.Data.TakeRows(images, 2), support: grid);
        Assert.Equal((6, 2, false), (rectangle.RowCount, rectangle.ColumnCount, rectangle.IsSymmetric));
        IReadOnlyList<NearestResult> nearest = Context.SlicedOT().FindNearest(images, images, 2, support: grid);
        Assert.Equal(Enumerable.Range(0, 6), nearest.Select(r => r.Indices[0]));
    }

    [Fact]
    public void MessagesNameRowsAndColumns()
    {
        IDataView clouds = Context.Data.LoadFromEnumerable([new Cloud { Points = [0, 0], Weights = [1] }, new Cloud { Points = [0, 0], Weights = [-1] }]);
        Thrown.Says(() => Context.SlicedOT().TransportCosts(clouds, dimension: 2), "Row 1", "'Weights'");
        Thrown.Says(() => Context.SlicedOT().TransportCosts(clouds, pointsColumnName: "Places", dimension: 2), "'Places'");
        Assert.Equal(0, Context.SlicedOT().TransportCosts(Context.Data.TakeRows(clouds, 1), dimension: 2)[0, 0]);
    }

    private sealed class Image
    {
        public float[] Weights { get; set; } = [];
    }

    private sealed class Cloud
    {
        public float[] Points { get; set; } = [];

        public float[] Weights { get; set; } = [];
    }
}
