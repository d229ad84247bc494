using System.Globalization;

namespace SlicedOT.Tool;

/// <summary>Shard k of n, k counted from 0 as array tasks are.</summary>
internal readonly record struct Shard(int Index, int Count)
{
    public static Shard Whole => new(0, 1);

    public (int First, int End) Parts => RowParts.OfShard(Index, Count);

    /// <summary>The shard's rows of a data set.</summary>
    public (long Start, long End) RowsOf(long rows) => (RowParts.RowsOf(Parts.First, rows).Start, RowParts.RowsOf(Parts.End - 1, rows).End);

    /// <summary>Reads "k/n".</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    public static Shard Parse(string text, out string? problem)
    {
        string[] parts = text.Split('/');
        problem = null;
        if (parts.Length != 2 || !TryRead(parts[0], out int index) || !TryRead(parts[1], out int count))
            problem = $"'--shard {text}': write k/n, such as 0/4.";
        else if (count is < 1 or > RowParts.Count)
            problem = $"'--shard {text}': there can be 1 to {RowParts.Count} shards.";
        else if (index >= count)
            problem = $"'--shard {text}': shards are counted from 0, so the last of {count} is {count - 1}/{count}.";
        else
            return new Shard(index, count);
        return Whole;
    }

    public override string ToString() => $"{Index}/{Count}";

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
