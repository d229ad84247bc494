using System.Buffers;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The larger entries of a coupling, or all of one that has few, row after row.</summary>
public sealed class SparseCoupling
{
    private readonly int[] _rowStarts;
    private readonly int[] _columns;
    private readonly float[] _values;

    internal SparseCoupling(int targetCount, int[] rowStarts, int[] columns, float[] values, double droppedMass)
    {
        TargetCount = targetCount;
        DroppedMass = droppedMass;
        _rowStarts = rowStarts;
        _columns = columns;
        _values = values;
    }

    internal delegate void WriteRow(int i, Span<float> destination);

    /// <summary>Number n of rows.</summary>
    public int SourceCount => _rowStarts.Length - 1;

    /// <summary>Number m of columns.</summary>
    public int TargetCount { get; }

    /// <summary>The mass of the entries that were left out.</summary>
    public double DroppedMass { get; }

    /// <summary>The number of entries kept.</summary>
    public int Count => _values.Length;

    /// <summary>The entries kept, row after row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The column (target atom) of every entry kept; ascending within a row.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Where each row's entries start, and after the last row the number of all entries: n + 1 values.</summary>
    public ReadOnlySpan<int> RowStarts => _rowStarts;

    internal static SparseCoupling Create(int sourceCount, int targetCount, float threshold, WriteRow writeRow)
    {
        if (!(threshold >= 0))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must not be negative.");
        var rowStarts = new int[sourceCount + 1];
        float[] row = ArrayPool<float>.Shared.Rent(targetCount);
        float[] values = ArrayPool<float>.Shared.Rent(targetCount);
        int[] columns = ArrayPool<int>.Shared.Rent(targetCount);
        double dropped = 0;
        int count = 0;
        for (int i = 0; i < sourceCount; i++)
        {
            if (Math.Min(values.Length, columns.Length) - count < targetCount)
            {
                int length = LikelyLength(count, i, sourceCount, targetCount);
                Grow(ref values, count, length);
                Grow(ref columns, count, length);
            }

            writeRow(i, row.AsSpan(0, targetCount));
            count += EntrySelection.Select(row.AsSpan(0, targetCount), threshold, values.AsSpan(count), columns.AsSpan(count), out double droppedOfRow);
            dropped += droppedOfRow;
            rowStarts[i + 1] = count;
        }

        var sparse = new SparseCoupling(targetCount, rowStarts, Copy(columns, count), Copy(values, count), dropped);
        ArrayPool<float>.Shared.Return(row);
        ArrayPool<float>.Shared.Return(values);
        ArrayPool<int>.Shared.Return(columns);
        return sparse;
    }

    /// <summary>Room for the entries there will be if the other rows are like the first ones: for one more row and twice the entries so far at least.</summary>
    private static int LikelyLength(int count, int rows, int sourceCount, int targetCount)
    {
        long least = (long)count + targetCount;
        if (least > Array.MaxLength)
            throw new InvalidOperationException($"After {rows} of {sourceCount} rows {count} entries are above the threshold, about as many as an array can hold; raise it, or read rows.");
        double likely = (Math.Max(2, 1.1 * sourceCount / rows) * count) + targetCount;
        return (int)Math.Clamp(likely, least, Math.Clamp((double)sourceCount * targetCount, least, Array.MaxLength));
    }

    private static void Grow<T>(ref T[] buffer, int count, int length)
    {
        T[] longer = ArrayPool<T>.Shared.Rent(length);
        buffer.AsSpan(0, count).CopyTo(longer);
        ArrayPool<T>.Shared.Return(buffer);
        buffer = longer;
    }

    private static T[] Copy<T>(T[] buffer, int count)
        where T : unmanaged
    {
        T[] copy = GC.AllocateUninitializedArray<T>(count);
        buffer.AsSpan(0, count).CopyTo(copy);
        return copy;
    }
}
