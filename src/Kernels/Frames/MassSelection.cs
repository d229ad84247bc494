using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>An atom, or a part of it, and where it is along the axis it is to be cut across.</summary>
internal record struct AtomPiece(double Key, long Mass, int Atom);

/// <summary>Finds where a given mass ends in the order of keys, by partitioning: linear time instead of a sort's n log n.</summary>
internal static class MassSelection
{
    /// <summary>So few are sorted at once.</summary>
    private const int Few = 16;

    /// <summary>
    /// Reorders pieces so that those before the index returned have keys at most, and those behind it keys at least, as large as its own, and the given mass ends in it.
    /// </summary>
    /// <param name="pieces">Pieces of positive mass.</param>
    /// <param name="mass">The mass, 0 or more and less than that of all pieces.</param>
    /// <param name="before">The mass before the index: at most <paramref name="mass"/>, which is less than it with the piece at the index.</param>
    public static int Find(Span<AtomPiece> pieces, long mass, out long before)
    {
        before = 0;
        int low = 0, high = pieces.Length;

        // Bad pivots, one after the other, end in a sort.
        for (int rounds = 2 * BitOperations.Log2((uint)pieces.Length); high - low > Few && rounds > 0; rounds--)
        {
            int middle = Partition(pieces[low..high]) + low;
            long left = 0;
            for (int i = low; i < middle; i++)
                left += pieces[i].Mass;
            if (mass < before + left)
                high = middle;
            else
                (low, before) = (middle, before + left);
        }

        Sort(pieces[low..high]);
        while (mass - before >= pieces[low].Mass)
            before += pieces[low++].Mass;
        return low;
    }

    /// <summary>Splits in two parts, neither empty: keys of the first are at most those of the second (Hoare's scheme, the median of three as pivot).</summary>
    private static int Partition(Span<AtomPiece> pieces)
    {
        double pivot = Median(pieces[0].Key, pieces[pieces.Length / 2].Key, pieces[^1].Key);
        int i = -1, j = pieces.Length;
        while (true)
        {
            do
                i++;
            while (pieces[i].Key < pivot);
            do
                j--;
            while (pieces[j].Key > pivot);
            if (i >= j)
                return Math.Clamp(j + 1, 1, pieces.Length - 1);
            (pieces[i], pieces[j]) = (pieces[j], pieces[i]);
        }
    }

    private static double Median(double x, double y, double z) => Math.Max(Math.Min(x, y), Math.Min(Math.Max(x, y), z));

    private static void Sort(Span<AtomPiece> pieces)
    {
        if (pieces.Length > Few)
        {
            pieces.Sort(static (x, y) => x.Key.CompareTo(y.Key));
            return;
        }

        for (int i = 1; i < pieces.Length; i++)
        {
            AtomPiece piece = pieces[i];
            int place = i;
            for (; place > 0 && pieces[place - 1].Key > piece.Key; place--)
                pieces[place] = pieces[place - 1];
            pieces[place] = piece;
        }
    }
}
