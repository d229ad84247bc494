using System.Numerics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// <see cref="Count"/> numbers that are computed with together. A kernel is written once over this interface and
/// compiled for every width, a single number included.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe interface ILanes<TSelf, T> :
    IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>, IMultiplyOperators<TSelf, TSelf, TSelf>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>How many numbers there are.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(T value);

    /// <summary>The same single-precision number, converted, in every lane.</summary>
    static abstract TSelf CreateFromSingle(float value);

    /// <summary>Loads <see cref="Count"/> consecutive numbers.</summary>
    static abstract TSelf Load(T* source);

    /// <summary>Loads <see cref="Count"/> consecutive single-precision numbers, converted.</summary>
    static abstract TSelf LoadSingles(float* source);

    /// <summary>Stores <see cref="Count"/> consecutive numbers.</summary>
    static abstract void Store(TSelf value, T* destination);

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>, fused where the hardware can.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>
    /// Squared distances of <see cref="Count"/> points, whose coordinates lie <paramref name="stride"/> apart, from one point. Written for each
    /// type, because a pair of vectors carried around an inner loop would not stay in registers.
    /// </summary>
    static abstract TSelf SquaredDistance(float* coordinates, nint stride, float* point, int dimension);

    /// <summary>The larger of two numbers.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The smaller of two numbers.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary><paramref name="left"/> / <paramref name="right"/>.</summary>
    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Lane by lane: <paramref name="left"/> &lt; <paramref name="right"/> ? <paramref name="whenTrue"/> : <paramref name="whenFalse"/>.</summary>
    static abstract TSelf SelectIfLess(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>The natural logarithm of positive numbers.</summary>
    static abstract TSelf Log(TSelf value);

    /// <summary>The nearest whole number.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>
    /// <paramref name="value"/> * 2^<paramref name="exponent"/> for a value near 1 and a finite whole exponent: zero (or a subnormal number) below the
    /// range of normal numbers, infinity above it.
    /// </summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf value, TSelf exponent);

    /// <summary>The sum over the lanes.</summary>
    static abstract double Sum(TSelf value);

    /// <summary>Adds the lanes to <see cref="Count"/> consecutive double-precision numbers.</summary>
    static abstract void AddTo(TSelf value, double* destination);

    /// <summary>The largest lane.</summary>
    static abstract double Maximum(TSelf value);
}

/// <summary>Double-precision lanes beside which single-precision lanes of the same count exist.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TSingle">The single-precision lanes of the same count.</typeparam>
internal interface IWideLanes<TSelf, TSingle> : ILanes<TSelf, double>
    where TSelf : unmanaged, IWideLanes<TSelf, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
{
    /// <summary>Rounds every lane to single precision.</summary>
    static abstract TSingle Narrow(TSelf value);
}
