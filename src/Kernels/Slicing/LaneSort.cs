using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Sorts the columns of a matrix by a network of compare-exchanges, all lanes of a vector at once. What is compared does not depend on the
/// numbers: there is no branch to mispredict, and no input is slow.
/// </summary>
/// <remarks>
/// Batcher's bitonic merge sort (1968) in the form in which every exchange puts the smaller number first: merging two sorted runs begins by
/// comparing each row of the first with its mirror image in the second. Missing rows of the last run are then plus infinity and stay where they
/// are. Three layers of the network at a time are done on eight rows held in registers. Comparisons grow like n log(n)^2, but cost so little
/// that tens of thousands of rows are still sorted faster than by methods with fewer.
/// </remarks>
internal static unsafe class LaneSort<TLanes>
    where TLanes : unmanaged, ISliceLanes<TLanes>
{
    private const int Row = SliceBundle.Size;
    private const int Block = 8;

    /// <summary>Sorts each of <see cref="ISliceLanes{TSelf}.Count"/> columns ascending.</summary>
    /// <param name="keys">The first column; rows are <see cref="SliceBundle.Size"/> numbers apart. From row <paramref name="count"/> up to the next power of two, at least 8, all plus infinity.</param>
    /// <param name="count">The number of rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(double* keys, int count)
    {
        if (count <= Block)
        {
            SortBlock(keys);
            return;
        }

        int run = (int)BitOperations.RoundUpToPowerOf2((uint)count) / 2;
        Sort(keys, run);
        Sort(keys + ((nint)run * Row), count - run);
        Mirror(keys, run);
        int distance = run / 8;
        for (; distance >= 4; distance /= 8)
            SplitEights(keys, count, distance / 4);
        if (distance == 2)
            SplitFours(keys, count);
        else if (distance == 1)
            SplitTwos(keys, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SortBlock(double* keys)
    {
        Load(keys, Row, out TLanes a, out TLanes b, out TLanes c, out TLanes d);
        Load(keys + (4 * Row), Row, out TLanes e, out TLanes f, out TLanes g, out TLanes h);
        Sort(ref a, ref b, ref c, ref d);
        Sort(ref e, ref f, ref g, ref h);
        Mirror(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Store(keys, Row, a, b, c, d);
        Store(keys + (4 * Row), Row, e, f, g, h);
    }

    /// <summary>The first three layers of merging two sorted runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mirror(double* keys, int run)
    {
        nint step = (nint)(run / 4) * Row;
        double* end = keys + step;
        double* mirrored = keys + ((nint)((2 * run) - 1) * Row) - (3 * step);
        for (double* row = keys; row < end; row += Row, mirrored -= Row)
        {
            Load(row, step, out TLanes a, out TLanes b, out TLanes c, out TLanes d);
            Load(mirrored, step, out TLanes e, out TLanes f, out TLanes g, out TLanes h);
            Mirror(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            Store(row, step, a, b, c, d);
            Store(mirrored, step, e, f, g, h);
        }
    }

    /// <summary>Three layers: rows 4, 2 and 1 times <paramref name="distance"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SplitEights(double* keys, int count, int distance)
    {
        nint step = (nint)distance * Row;
        double* end = keys + ((nint)count * Row);
        for (double* block = keys; block + step < end; block += 8 * step)
            for (double* row = block; row < block + step; row += Row)
            {
                Load(row, step, out TLanes a, out TLanes b, out TLanes c, out TLanes d);
                Load(row + (4 * step), step, out TLanes e, out TLanes f, out TLanes g, out TLanes h);
                Exchange(ref a, ref e);
                Exchange(ref b, ref f);
                Exchange(ref c, ref g);
                Exchange(ref d, ref h);
                Split(ref a, ref b, ref c, ref d);
                Split(ref e, ref f, ref g, ref h);
                Store(row, step, a, b, c, d);
                Store(row + (4 * step), step, e, f, g, h);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SplitFours(double* keys, int count)
    {
        double* end = keys + ((nint)count * Row);
        for (double* row = keys; row + Row < end; row += 4 * Row)
        {
            Load(row, Row, out TLanes a, out TLanes b, out TLanes c, out TLanes d);
            Split(ref a, ref b, ref c, ref d);
            Store(row, Row, a, b, c, d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SplitTwos(double* keys, int count)
    {
        double* end = keys + ((nint)count * Row);
        for (double* row = keys; row + Row < end; row += 2 * Row)
        {
            TLanes a = TLanes.Load(row);
            TLanes b = TLanes.Load(row + Row);
            Exchange(ref a, ref b);
            TLanes.Store(a, row);
            TLanes.Store(b, row + Row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sort(ref TLanes a, ref TLanes b, ref TLanes c, ref TLanes d)
    {
        Exchange(ref a, ref b);
        Exchange(ref c, ref d);
        Exchange(ref a, ref c);
        Exchange(ref b, ref d);
        Exchange(ref b, ref c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mirror(ref TLanes a, ref TLanes b, ref TLanes c, ref TLanes d, ref TLanes e, ref TLanes f, ref TLanes g, ref TLanes h)
    {
        Exchange(ref a, ref h);
        Exchange(ref b, ref g);
        Exchange(ref c, ref f);
        Exchange(ref d, ref e);
        Split(ref a, ref b, ref c, ref d);
        Split(ref e, ref f, ref g, ref h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(ref TLanes a, ref TLanes b, ref TLanes c, ref TLanes d)
    {
        Exchange(ref a, ref c);
        Exchange(ref b, ref d);
        Exchange(ref a, ref b);
        Exchange(ref c, ref d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(ref TLanes first, ref TLanes second)
    {
        TLanes smaller = TLanes.Min(first, second);
        second = TLanes.Max(first, second);
        first = smaller;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(double* row, nint step, out TLanes a, out TLanes b, out TLanes c, out TLanes d)
    {
        a = TLanes.Load(row);
        b = TLanes.Load(row + step);
        c = TLanes.Load(row + (2 * step));
        d = TLanes.Load(row + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(double* row, nint step, TLanes a, TLanes b, TLanes c, TLanes d)
    {
        TLanes.Store(a, row);
        TLanes.Store(b, row + step);
        TLanes.Store(c, row + (2 * step));
        TLanes.Store(d, row + (3 * step));
    }
}
