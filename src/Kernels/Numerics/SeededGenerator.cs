namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Random numbers of a fixed algorithm (SplitMix64; Steele, Lea, Flood 2014): the same seed gives the same numbers on every runtime,
/// which <see cref="System.Random"/> does not promise.
/// </summary>
internal struct SeededGenerator
{
    private ulong _state;
    private double _spare;
    private bool _hasSpare;

    public SeededGenerator(ulong seed) => _state = StableHash.Mix(seed + 0x9E3779B97F4A7C15UL);

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return StableHash.Mix(_state);
    }

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 … <paramref name="bound"/> - 1.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>Standard normal (Marsaglia's polar method).</summary>
    public double NextNormal()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        double u, v, square;
        do
        {
            u = (2 * NextDouble()) - 1;
            v = (2 * NextDouble()) - 1;
            square = (u * u) + (v * v);
        }
        while (square is >= 1 or 0);

        double scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = v * scale;
        _hasSpare = true;
        return u * scale;
    }
}
