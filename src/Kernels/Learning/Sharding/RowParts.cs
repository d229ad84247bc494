namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The rows of a data set cut into 64 parts of contiguous rows, and shards into contiguous parts. The parts depend on the number of rows alone, so that
/// sums made part by part are the same numbers however many shards shared the work.
/// </summary>
internal static class RowParts
{
    /// <summary>Number of parts, and most shards.</summary>
    public const int Count = 64;

    /// <summary>The rows of a part, [start, end); empty where there are fewer rows than parts.</summary>
    /// <param name="part">The part, from 0 to 63.</param>
    /// <param name="rows">Number of rows in all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part, or fewer than no rows.</exception>
    public static (long Start, long End) RowsOf(int part, long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return (Boundary(part, rows), Boundary(part + 1, rows));
    }

    /// <summary>The parts of a shard, [first, end).</summary>
    /// <param name="shard">Which shard, counted from 0.</param>
    /// <param name="shards">How many shards there are, 1 to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard, or there are too many.</exception>
    public static (int First, int End) OfShard(int shard, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, shards);
        return (shard * Count / shards, (shard + 1) * Count / shards);
    }

    private static long Boundary(int part, long rows) => (long)((Int128)part * rows / Count);
}
