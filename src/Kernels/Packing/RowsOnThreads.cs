namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Sharing the rows of one large problem among threads. Work is cut into fixed pieces, so that results do not depend on the number of threads.
/// </summary>
internal static class RowsOnThreads
{
    /// <summary>From this many entries on a pair is worth more than one thread.</summary>
    public const long LeastEntries = 1L << 24;

    /// <summary>Runs <paramref name="body"/>(first, end) over consecutive ranges that cover 0 … <paramref name="count"/> - 1.</summary>
    public static void For(int count, int rangeLength, Action<int, int> body) => Parallel.For(
        0,
        (count + rangeLength - 1) / rangeLength,
        range => body(range * rangeLength, Math.Min(count, (range + 1) * rangeLength)));
}
