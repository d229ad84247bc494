namespace Microsoft.ML.SlicedOT;

/// <summary>Sorts whole numbers by their upper halves, digit by digit, and then runs that agree in these: two to three times as fast as by comparisons, from a hundred numbers on.</summary>
internal static class RadixSort
{
    /// <summary>Fewer are sorted by comparisons as fast.</summary>
    private const int Few = 100;

    private const int Digits = 4;
    private const int Values = 256;

    /// <summary>Sorts.</summary>
    /// <param name="keys">The numbers.</param>
    /// <param name="buffer">As many numbers of any value.</param>
    public static void Sort(Span<long> keys, Span<long> buffer)
    {
        int n = keys.Length;
        if (n < Few)
        {
            keys.Sort();
            return;
        }

        Span<int> counts = stackalloc int[Digits * Values];
        counts.Clear();
        foreach (long key in keys)
        {
            uint upper = Upper(key);
            counts[(int)(upper & 255)]++;
            counts[Values + (int)((upper >> 8) & 255)]++;
            counts[(2 * Values) + (int)((upper >> 16) & 255)]++;
            counts[(3 * Values) + (int)(upper >> 24)]++;
        }

        Span<long> from = keys, to = buffer[..n];
        for (int digit = 0; digit < Digits; digit++)
        {
            Span<int> places = counts.Slice(digit * Values, Values);
            int shift = 8 * digit;
            if (places[(int)((Upper(from[0]) >> shift) & 255)] == n)
                continue;
            int sum = 0;
            foreach (ref int place in places)
                (place, sum) = (sum, sum + place);
            foreach (long key in from)
                to[places[(int)((Upper(key) >> shift) & 255)]++] = key;
            Span<long> sorted = to;
            to = from;
            from = sorted;
        }

        if (from != keys)
            from.CopyTo(keys);
        int start = 0;
        for (int i = 1; i <= n; i++)
        {
            if (i < n && keys[i] >> 32 == keys[start] >> 32)
                continue;
            if (i - start > 1)
                keys[start..i].Sort();
            start = i;
        }
    }

    /// <summary>The upper half, such that it orders as an unsigned number.</summary>
    private static uint Upper(long key) => (uint)(key >> 32) ^ 0x80000000;
}
