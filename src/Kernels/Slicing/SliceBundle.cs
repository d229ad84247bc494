using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// How sorted slices lie in memory: the directions come in bundles of <see cref="Size"/>, and place i of a bundle's direction l is at
/// <c>i * Size + l</c>, so that one vector holds the same place of several directions. The layout is the same on every machine.
/// </summary>
/// <remarks>
/// An entry is a key: a float32 position widened to double, whose 29 last bits, zero after widening, hold the index of the point.
/// Keys order as doubles like positions. No two keys are equal, so that there is one order: among equal positions that of the indices, reversed
/// where positions are negative.
/// </remarks>
internal static class SliceBundle
{
    /// <summary>How many directions are in a bundle; the last bundle's missing directions are zero vectors.</summary>
    public const int Size = 8;

    /// <summary>Most points that are sorted: their keys still fit into one array.</summary>
    public const int MostPoints = 1 << 27;

    /// <summary>The bits of a key that hold the index.</summary>
    public const long IndexBits = (1 << 29) - 1;

    /// <summary>How many bundles the directions come in.</summary>
    public static int Count(SlicingDirections directions) => (directions.Count + Size - 1) / Size;

    /// <summary>How many directions bundle <paramref name="bundle"/> has.</summary>
    public static int Lanes(SlicingDirections directions, int bundle) => Math.Min(Size, directions.Count - (bundle * Size));

    /// <summary>How many keys the bundle of so many points needs while it is being sorted.</summary>
    public static int SortingLength(int points) => checked((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Size, points)) * Size);

    /// <summary>The index a sorted key holds.</summary>
    public static unsafe nint Index(double* key) => (nint)(*(long*)key & IndexBits);
}
