using System.Numerics;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// As many directions of a <see cref="SliceBundle"/> as one vector holds numbers of double precision. What is done to all directions alike is
/// written once over this interface and compiled for every width, a single number included.
/// </summary>
/// <remarks>Other than <see cref="Simd.ILanes{TSelf, T}"/>, a value is one vector: eight rows of a sorting network then stay in registers.</remarks>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal unsafe interface ISliceLanes<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>, IMultiplyOperators<TSelf, TSelf, TSelf>
    where TSelf : unmanaged, ISliceLanes<TSelf>
{
    /// <summary>How many directions there are.</summary>
    static abstract int Count { get; }

    /// <summary>The same number for every direction.</summary>
    static abstract TSelf Create(double value);

    /// <summary>Loads <see cref="Count"/> consecutive numbers.</summary>
    static abstract TSelf Load(double* source);

    /// <summary>Stores <see cref="Count"/> consecutive numbers.</summary>
    static abstract void Store(TSelf value, double* destination);

    /// <summary>The smaller of two numbers.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger of two numbers.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>Lane by lane: <paramref name="left"/> == <paramref name="right"/> ? <paramref name="whenTrue"/> : <paramref name="whenFalse"/>.</summary>
    static abstract TSelf SelectIfEqual(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>
    /// The positions of four points along the directions: inner products summed in float32, coordinate after coordinate, as
    /// a plain loop would. Four points share the loads of directions, and their sums do not wait for each other.
    /// </summary>
    /// <param name="point0">The first point's coordinates.</param>
    /// <param name="point1">The second point's.</param>
    /// <param name="point2">The third point's.</param>
    /// <param name="point3">The fourth point's.</param>
    /// <param name="directions">The directions, coordinate after coordinate, <see cref="SliceBundle.Size"/> numbers each.</param>
    /// <param name="dimension">The number of coordinates.</param>
    static abstract (TSelf Position0, TSelf Position1, TSelf Position2, TSelf Position3) Project(
        float* point0, float* point1, float* point2, float* point3, float* directions, int dimension);

    /// <summary>Puts the same index into the last bits of positions.</summary>
    static abstract TSelf WithIndex(TSelf position, long index);

    /// <summary>The positions of keys.</summary>
    static abstract TSelf Position(TSelf key);
}
