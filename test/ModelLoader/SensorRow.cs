using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Three readings of a sensor and the state they were taken in.</summary>
internal sealed class SensorRow
{
    public string Label { get; set; } = "";

    public bool IsHigh { get; set; }

    public float Weight { get; set; } = 1;

    [VectorType(3)]
    public float[] Features { get; set; } = [];

    /// <summary>Two states in equal parts; a moved sensor has other gains and offsets.</summary>
    public static SensorRow[] Rows(int count, int seed, bool isMoved, double shareHigh = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            bool isHigh = random.NextDouble() < shareHigh;
            double[] x = [(isHigh ? 2.5 : 0) + Normal(random), (isHigh ? 1 : -1) + Normal(random), Normal(random)];
            return new SensorRow
            {
                Label = isHigh ? "high" : "low",
                IsHigh = isHigh,
                Features = isMoved ? [(float)((1.7 * x[0]) + 4), (float)((0.5 * x[1]) - 3), (float)(x[2] + 2)] : [(float)x[0], (float)x[1], (float)x[2]],
            };
        })];
    }

    public static IDataView View(MLContext context, int count, int seed, bool isMoved, double shareHigh = 0.5) =>
        context.Data.LoadFromEnumerable(Rows(count, seed, isMoved, shareHigh));

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>A batch of readings, one after the other.</summary>
internal sealed class SensorBatch
{
    public float[] Batch { get; set; } = [];

    /// <summary>Batches of 20 readings; every second one is of a moved sensor.</summary>
    public static IDataView View(MLContext context, int count, int seed) => context.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(k => new SensorBatch { Batch = [.. SensorRow.Rows(20, seed + k, k % 2 == 1).SelectMany(r => r.Features)] }).ToArray());
}
