using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DriftWatch;

/// <summary>
/// Many devices at once: a row is a device, its reference sample beside today's. The debiased Sinkhorn divergence between the two, predicted with its interval, is the
/// row's drift score; devices are ranked by it, and only those at the top are looked at one by one.
/// </summary>
public static class Fleet
{
    private const int Devices = 400, RowsOfSample = 60, Sensors = 6, DriftsEvery = 20, Shown = 12;

    public static void Run(string directory, string? json)
    {
        var context = new MLContext(1);
        float[][] rows = Standardized(FeatureTable.Read(Path.Combine(directory, "breast_cancer.csv"), null, "class"));
        var random = new Random(2);
        Device[] devices = [.. Enumerable.Range(0, Devices).Select(k => Draw(rows, k % DriftsEvery == DriftsEvery - 1, random))];
        IDataView fleet = context.Data.LoadFromEnumerable(devices);

        // A hundred devices are solved, the others predicted from what is learned of them.
        TransportCostTransformer scores = context.SlicedOT().PredictTransportCost(new PredictTransportCostOptions
        {
            SourcePointsColumnName = nameof(Device.Reference),
            TargetPointsColumnName = nameof(Device.Today),
            Dimension = Sensors,
            Target = TransportCostTarget.SinkhornDivergence,
            EpsilonScale = 0.2,
        }).Fit(fleet);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        IDataView scored = scores.Transform(fleet);
        float[] score = [.. scored.GetColumn<float>("TransportCost")], low = [.. scored.GetColumn<float>("IntervalLow")], high = [.. scored.GetColumn<float>("IntervalHigh")];
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        int[] order = [.. Enumerable.Range(0, Devices).OrderByDescending(k => score[k])];
        Console.WriteLine(TextTable.ToText(["device", "drift score", "90 % interval", "a sensor did move", "p of DetectDrift", "sensor named"], order.Take(Shown).Select(k =>
        {
            DriftResult result = DriftTest.Compute(Measure(devices[k].Reference), Measure(devices[k].Today));
            return (string[])[$"{k}", Text(score[k]), $"{Text(low[k])} to {Text(high[k])}", devices[k].Moved is { } sensor ? $"sensor {sensor}" : "no", Text(result.PValue), $"{result.Features[0].Feature}"];
        })));
        double[] moved = [.. Enumerable.Range(0, Devices).Where(k => devices[k].Moved is not null).Select(k => (double)score[k])];
        double[] quiet = [.. Enumerable.Range(0, Devices).Where(k => devices[k].Moved is null).Select(k => (double)score[k])];
        double above = moved.Average(m => quiet.Average(q => m > q ? 1.0 : m == q ? 0.5 : 0.0));
        Console.WriteLine(FormattableString.Invariant(
            $"{Devices} devices scored in {seconds:0.00} s. A device with a moved sensor scores above one without in {above:P0} of the cases; of the {moved.Length} first, {order.Take(moved.Length).Count(k => devices[k].Moved is not null)} have moved."));
        OutputFile.SaveJson(json, order.Select(k => new { Device = k, Score = score[k], IntervalLow = low[k], IntervalHigh = high[k], devices[k].Moved }));
    }

    private static Device Draw(float[][] rows, bool moves, Random random)
    {
        int? sensor = moves ? random.Next(Sensors) : null;
        return new Device { Reference = Sample(null), Today = Sample(sensor), Moved = sensor };

        float[] Sample(int? moved) => [.. Enumerable.Range(0, RowsOfSample).SelectMany(_ => rows[random.Next(rows.Length)].Select((value, k) => k == moved ? value + 1 : value))];
    }

    /// <summary>Six columns of the table in their standard deviations.</summary>
    private static float[][] Standardized(FeatureTable table)
    {
        float[][] rows = [.. table.Rows.Select(row => row[..Sensors])];
        for (int k = 0; k < Sensors; k++)
        {
            float mean = rows.Average(row => row[k]), deviation = MathF.Sqrt(rows.Average(row => (row[k] - mean) * (row[k] - mean)));
            foreach (float[] row in rows)
                row[k] = (row[k] - mean) / deviation;
        }

        return rows;
    }

    private static DiscreteMeasure Measure(float[] values) => new(new Support(values, Sensors));

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private sealed class Device
    {
        public float[] Reference { get; set; } = [];

        public float[] Today { get; set; } = [];

        /// <summary>The sensor that reads a standard deviation higher today, or null.</summary>
        [NoColumn]
        public int? Moved { get; set; }
    }
}
