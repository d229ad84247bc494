using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Sorts positions and remembers where they came from; equal positions stay in the order of their indices. Keeps buffers: one thread at a time.
/// </summary>
/// <remarks>
/// One pass deals the positions into about as many equal intervals as there are positions, insertion sort finishes what is then nearly sorted.
/// Positions that crowd in few intervals are sorted by comparisons instead.
/// </remarks>
internal sealed class PositionSort
{
    private const int SmallestDealt = 48;
    private const int MostIntervals = 1 << 14;

    /// <summary>Insertion sort's work is half the mean number of neighbours in an interval; above this many, comparisons are faster.</summary>
    private const int CrowdedNeighbours = 12;

    private int[] _starts = [];
    private ulong[] _keys = [];
    private int[] _intervals = [];

    /// <summary>Sorts <paramref name="positions"/> (finite, no negative zero) ascending; <paramref name="order"/> receives the index each position had before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sort(Span<float> positions, Span<int> order)
    {
        int count = positions.Length;
        if (_keys.Length < count)
        {
            _keys = new ulong[count];
            _intervals = new int[count];
        }

        Span<ulong> keys = _keys.AsSpan(0, count);
        if (count < SmallestDealt)
        {
            for (int i = 0; i < count; i++)
                keys[i] = Key(positions[i], i);
            InsertionSort(keys);
        }
        else if (Deal(positions, keys))
            InsertionSort(keys);
        else
        {
            for (int i = 0; i < count; i++)
                keys[i] = Key(positions[i], i);
            keys.Sort();
        }

        for (int i = 0; i < count; i++)
        {
            positions[i] = Position(keys[i]);
            order[i] = (int)(uint)keys[i];
        }
    }

    /// <summary>Deals positions into intervals; false where they crowd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Deal(ReadOnlySpan<float> positions, Span<ulong> keys)
    {
        float least = TensorPrimitives.Min(positions);
        float greatest = TensorPrimitives.Max(positions);
        int intervalCount = Math.Min(MostIntervals, (int)BitOperations.RoundUpToPowerOf2((uint)positions.Length));
        float scale = (intervalCount - 1) / (greatest - least);
        if (!float.IsFinite(scale) || !float.IsFinite(greatest - least))
            return false;

        if (_starts.Length <= intervalCount)
            _starts = new int[intervalCount + 1];
        Span<int> starts = _starts.AsSpan(0, intervalCount + 1);
        Span<int> intervals = _intervals.AsSpan(0, positions.Length);
        starts.Clear();
        for (int i = 0; i < positions.Length; i++)
        {
            int interval = (int)((positions[i] - least) * scale);
            intervals[i] = interval;
            starts[interval + 1]++;
        }

        long neighbours = 0;
        for (int k = 1; k < starts.Length; k++)
        {
            neighbours += (long)starts[k] * starts[k];
            starts[k] += starts[k - 1];
        }

        if (neighbours > (long)CrowdedNeighbours * positions.Length)
            return false;
        for (int i = 0; i < positions.Length; i++)
            keys[starts[intervals[i]]++] = Key(positions[i], i);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InsertionSort(Span<ulong> keys)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            ulong key = keys[i];
            int place = i;
            for (; place > 0 && keys[place - 1] > key; place--)
                keys[place] = keys[place - 1];
            keys[place] = key;
        }
    }

    /// <summary>Position in the upper half, mapped to an unsigned integer of the same order; index in the lower.</summary>
    private static ulong Key(float position, int index)
    {
        uint bits = BitConverter.SingleToUInt32Bits(position + 0f);
        uint ordered = bits ^ ((uint)((int)bits >> 31) | 0x80000000u);
        return ((ulong)ordered << 32) | (uint)index;
    }

    private static float Position(ulong key)
    {
        uint ordered = (uint)(key >> 32);
        uint bits = ordered ^ (~(uint)((int)ordered >> 31) | 0x80000000u);
        return BitConverter.UInt32BitsToSingle(bits);
    }
}
