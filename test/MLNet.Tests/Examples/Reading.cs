using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests.Examples;

/// <summary>What a machine measures: temperature and vibration, through a sensor with a gain and an offset.</summary>
internal sealed class Reading
{
    public bool IsHot { get; set; }

    [VectorType(2)]
    public float[] Features { get; set; } = [];

    public static Reading[] Take(int count, int seed, float gain, float offset)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            bool isHot = random.Next(2) == 0;
            float temperature = (isHot ? 3 : 0) + (2 * random.NextSingle()), vibration = random.NextSingle();
            return new Reading { IsHot = isHot, Features = [(gain * temperature) + offset, vibration] };
        })];
    }
}

/// <summary>Readings of an hour, one after the other.</summary>
internal sealed class Batch(Reading[] readings)
{
    [ColumnName("Batch")]
    public float[] Values { get; set; } = [.. readings.SelectMany(reading => reading.Features)];
}
