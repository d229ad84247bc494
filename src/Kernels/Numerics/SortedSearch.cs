using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>Searching ascending numbers, equal ones among them.</summary>
internal static class SortedSearch
{
    /// <summary>The place of the first number that is not below <paramref name="value"/>; their count where all are.</summary>
    public static int LowerBound<T>(ReadOnlySpan<T> sorted, T value)
        where T : IComparisonOperators<T, T, bool>
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
