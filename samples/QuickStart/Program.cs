using Microsoft.ML;
using Microsoft.ML.SlicedOT;

// 60 pairs of point clouds of 40 to 80 points; each target is its source mirrored, stretched and moved.
var random = new Random(1);
CloudPair[] pairs = [.. Enumerable.Range(0, 60).Select(_ => CloudPair.Create(random))];

var mlContext = new MLContext();
IDataView train = mlContext.Data.LoadFromEnumerable(pairs[..50]);
IDataView unseen = mlContext.Data.LoadFromEnumerable(pairs[50..]);

var model = mlContext.SlicedOT().PredictCoupling(dimension: 2).Fit(train);

foreach (var p in mlContext.Data.CreateEnumerable<CouplingPrediction>(model.Transform(unseen), reuseRowObject: false))
    Console.WriteLine($"cost {p.TransportCost:0.000}, violation {p.MarginalViolation:0.000}, first point goes to ({p.TransportedSource[0]:0.00}, {p.TransportedSource[1]:0.00})");

mlContext.Model.Save(model, train.Schema, "couplings.zip");

/// <summary>A row is a pair: coordinates x1, y1, x2, y2, … of the points to move, and of the points to move them to.</summary>
public sealed class CloudPair
{
    public float[] SourcePoints { get; set; } = [];
    public float[] TargetPoints { get; set; } = [];

    public static CloudPair Create(Random random)
    {
        float[] source = [.. Enumerable.Range(0, 2 * random.Next(40, 81)).Select(_ => (float)(random.NextDouble() + random.NextDouble()))];
        float stretch = 0.5f + random.NextSingle(), shift = 3 * random.NextSingle();
        return new() { SourcePoints = source, TargetPoints = [.. source.Reverse().Select(x => stretch * x + shift)] };
    }
}
