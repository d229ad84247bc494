namespace Microsoft.ML.SlicedOT;

/// <summary>A 64-bit hash of numbers that is the same on every machine and runtime (SplitMix64's finaliser, chained).</summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<float> values, ulong seed)
    {
        ulong hash = Combine(seed, (ulong)values.Length);
        foreach (float value in values)
            hash = Combine(hash, BitConverter.SingleToUInt32Bits(value));
        return hash;
    }

    public static ulong Of(ReadOnlySpan<double> values, ulong seed)
    {
        ulong hash = Combine(seed, (ulong)values.Length);
        foreach (double value in values)
            hash = Combine(hash, BitConverter.DoubleToUInt64Bits(value));
        return hash;
    }

    public static ulong Combine(ulong hash, ulong value) => Mix(hash ^ Mix(value + 0x9E3779B97F4A7C15UL));

    /// <summary>SplitMix64's finaliser (Steele, Lea, Flood 2014).</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
