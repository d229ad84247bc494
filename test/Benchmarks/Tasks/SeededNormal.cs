namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Standard normal numbers from a seed.</summary>
internal sealed class SeededNormal(int seed)
{
    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public double NextDouble() => _random.NextDouble();

    public float[] Fill(int count)
    {
        var values = new float[count];
        for (int k = 0; k < count; k++)
            values[k] = (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        return values;
    }
}
