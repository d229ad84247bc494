using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Picks the entries of a row that exceed a threshold.</summary>
internal static unsafe class EntrySelection
{
    /// <summary>For each set of four lanes, as bits, its lanes in order, then any others.</summary>
    private static ReadOnlySpan<int> KeptFirst =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0,
        3, 0, 0, 0, 0, 3, 0, 0, 1, 3, 0, 0, 0, 1, 3, 0, 2, 3, 0, 0, 0, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3,
    ];

    /// <summary>Writes the entries above <paramref name="threshold"/> and their columns, in order.</summary>
    /// <param name="row">The entries.</param>
    /// <param name="threshold">Entries up to this, and those that are not a number, are left out.</param>
    /// <param name="values">Receives the entries kept; room for all of them.</param>
    /// <param name="columns">Receives their columns; room for all of them.</param>
    /// <param name="dropped">Receives the sum of the entries left out.</param>
    /// <returns>How many were kept.</returns>
    public static int Select(ReadOnlySpan<float> row, float threshold, Span<float> values, Span<int> columns, out double dropped)
    {
        if (values.Length < row.Length || columns.Length < row.Length)
            throw new ArgumentException($"A row of {row.Length} entries does not fit {Math.Min(values.Length, columns.Length)}.");
        fixed (float* entries = row, kept = values)
        fixed (int* places = columns)
        {
            int column = 0;
            int count = 0;
            double sum = 0;
            if (Avx512F.IsSupported)
                count = SelectSixteen(entries, row.Length, threshold, kept, places, out column, out sum);
            else if (Vector128.IsHardwareAccelerated)
                count = SelectFour(entries, row.Length, threshold, kept, places, out column, out sum);
            int selected = SelectScalar(entries, column, row.Length, threshold, kept + count, places + count, out double rest);
            dropped = sum + rest;
            return count + selected;
        }
    }

    /// <summary>Clears the entries that <see cref="Select"/> leaves out.</summary>
    /// <param name="row">The entries.</param>
    /// <param name="threshold">Entries up to this are cleared.</param>
    /// <returns>Their sum.</returns>
    public static double Clear(Span<float> row, float threshold)
    {
        double dropped = 0;
        foreach (ref float entry in row)
        {
            if (entry > threshold)
                continue;
            dropped += entry;
            entry = 0;
        }

        return dropped;
    }

    /// <summary>Whole vectors of sixteen; <paramref name="column"/> receives where the rest of the row begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SelectSixteen(float* row, int length, float threshold, float* values, int* columns, out int column, out double dropped)
    {
        var limit = Vector512.Create(threshold);
        Vector512<int> place = Vector512<int>.Indices;
        Vector512<double> sum = default;
        int count = 0;
        int j = 0;
        for (; j <= length - Vector512<float>.Count; j += Vector512<float>.Count)
        {
            var entry = Vector512.Load(row + j);
            var isKept = Vector512.GreaterThan(entry, limit);
            Avx512F.Compress(default, isKept, entry).Store(values + count);
            Avx512F.Compress(default, isKept.AsInt32(), place).Store(columns + count);
            count += BitOperations.PopCount(isKept.ExtractMostSignificantBits());
            place += Vector512.Create(Vector512<float>.Count);
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.AndNot(entry, isKept));
            sum += lower + upper;
        }

        column = j;
        dropped = Vector512.Sum(sum);
        return count;
    }

    /// <summary>Whole vectors of four; <paramref name="column"/> receives where the rest of the row begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SelectFour(float* row, int length, float threshold, float* values, int* columns, out int column, out double dropped)
    {
        var limit = Vector128.Create(threshold);
        Vector128<double> sum = default;
        int count = 0;
        int j = 0;
        fixed (int* keptFirst = KeptFirst)
        {
            for (; j <= length - Vector128<float>.Count; j += Vector128<float>.Count)
            {
                var entry = Vector128.Load(row + j);
                var isKept = Vector128.GreaterThan(entry, limit);
                uint bits = isKept.ExtractMostSignificantBits();
                var places = Vector128.Load(keptFirst + (4 * bits));
                Vector128.Shuffle(entry, places).Store(values + count);
                (places + Vector128.Create(j)).Store(columns + count);
                count += BitOperations.PopCount(bits);
                (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(Vector128.AndNot(entry, isKept));
                sum += lower + upper;
            }
        }

        column = j;
        dropped = Vector128.Sum(sum);
        return count;
    }

    /// <summary>Without a branch that depends on the entries: which are kept is hard to foresee near the threshold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SelectScalar(float* row, int column, int length, float threshold, float* values, int* columns, out double dropped)
    {
        int count = 0;
        double sum = 0;
        for (int j = column; j < length; j++)
        {
            float entry = row[j];
            bool isKept = entry > threshold;
            values[count] = entry;
            columns[count] = j;
            count += isKept ? 1 : 0;
            sum += isKept ? 0 : entry;
        }

        dropped = sum;
        return count;
    }
}
