using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.SlicedOT;

// Clouds of about 3,000 points: a crescent, and a turned and moved one to carry it to. 20 pairs to learn from, 5 unseen.
var random = new Random(1);
CloudPair[] pairs = [.. Enumerable.Range(0, 25).Select(_ => CloudPair.Create(random))];
const double Epsilon = 0.05;

var mlContext = new MLContext();
IDataView train = mlContext.Data.LoadFromEnumerable(pairs[..20]);
CouplingTransformer predictor = mlContext.SlicedOT().PredictCoupling(dimension: 2, epsilon: Epsilon).Fit(train);
CouplingTransformer solver = mlContext.SlicedOT().SolveCoupling(dimension: 2, epsilon: Epsilon).Fit(train);

Run(predictor, pairs[24]); // the first calls pay for the compiler
Run(solver, pairs[24]);
foreach (CloudPair pair in pairs[20..])
{
    (Answer predicted, double predictedIn) = Run(predictor, pair);
    (Answer solved, double solvedIn) = Run(solver, pair);
    Console.WriteLine($"cost {predicted.TransportCost:0.0000} in {predictedIn:0.0} ms, violation {predicted.MarginalViolation:0.000}; solved: cost {solved.TransportCost:0.0000} in {solvedIn:0.0} ms, {solvedIn / predictedIn:0} times as long");
}

string file = Path.Combine(Path.GetTempPath(), "couplings.zip");
mlContext.Model.Save(predictor, train.Schema, file);
Console.WriteLine($"saved: {file}");

(Answer, double) Run(ITransformer model, CloudPair pair)
{
    long start = Stopwatch.GetTimestamp();
    IDataView answers = model.Transform(mlContext.Data.LoadFromEnumerable([pair]));
    return (mlContext.Data.CreateEnumerable<Answer>(answers, reuseRowObject: false).Single(), Stopwatch.GetElapsedTime(start).TotalMilliseconds);
}

/// <summary>What is read of the output columns; only that is computed.</summary>
public sealed class Answer
{
    public float TransportCost { get; set; }
    public float MarginalViolation { get; set; }
}

/// <summary>A row is a pair: coordinates x1, y1, x2, y2, … of the points to move, and of the points to move them to.</summary>
public sealed class CloudPair
{
    public float[] SourcePoints { get; set; } = [];
    public float[] TargetPoints { get; set; } = [];

    public static CloudPair Create(Random random) =>
        new() { SourcePoints = Crescent(random, 0, 0), TargetPoints = Crescent(random, random.NextDouble(), 1 + random.NextDouble()) };

    private static float[] Crescent(Random random, double turn, double shift) =>
    [
        .. Enumerable.Range(0, random.Next(2700, 3301)).SelectMany(_ =>
        {
            double angle = turn + (Math.PI * random.NextDouble()), radius = 1 + (0.3 * random.NextDouble());
            return (float[])[(float)((radius * Math.Cos(angle)) + shift), (float)(radius * Math.Sin(angle))];
        }),
    ];
}
