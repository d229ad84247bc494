namespace Microsoft.ML.SlicedOT;

/// <summary>Sorts positions and remembers where they came from.</summary>
internal static class PositionSort
{
    /// <summary>Sorts <paramref name="positions"/> ascending; <paramref name="order"/> receives the index each position had before.</summary>
    internal static void Sort(Span<float> positions, Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        positions.Sort(order);
    }
}
