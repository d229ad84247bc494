using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>8 single-precision numbers in one vector.</summary>
internal readonly unsafe struct Single256 : ILanes<Single256, float>
{
    private readonly Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Single256(Vector256<float> value) => _value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 FromVector(Vector256<float> value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 CreateFromSingle(float value) => Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 LoadSingles(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Single256 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 operator +(Single256 left, Single256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 operator -(Single256 left, Single256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 operator *(Single256 left, Single256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 MultiplyAdd(Single256 left, Single256 right, Single256 addend) =>
        new(Vector256.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        Vector256<float> sum = default;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            Vector256<float> difference = Vector256.Load(coordinates) - Vector256.Create(point[k]);
            sum = Vector256.MultiplyAddEstimate(difference, difference, sum);
        }

        return new(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Max(Single256 left, Single256 right) => new(Vector256.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Min(Single256 left, Single256 right) => new(Vector256.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Divide(Single256 left, Single256 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Sqrt(Single256 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 SelectIfLess(Single256 left, Single256 right, Single256 whenTrue, Single256 whenFalse) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Log(Single256 value) => SingleLogarithm.Evaluate(value, Exponent(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Round(Single256 value) => new(Vector256.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 ScaleByPowerOfTwo(Single256 value, Single256 exponent) =>
        new(value._value * PowerOfTwo(exponent._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Single256 value) => Vector256.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Single256 value, double* destination)
    {
        (Vector256.WidenLower(value._value) + Vector256.Load(destination)).Store(destination);
        (Vector256.WidenUpper(value._value) + Vector256.Load(destination + 4)).Store(destination + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Single256 value)
    {
        float maximum = value._value[0];
        for (int lane = 1; lane < Count; lane++)
            maximum = Math.Max(maximum, value._value[lane]);
        return maximum;
    }

    /// <summary>The whole part of the binary logarithm of positive normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Single256 Exponent(Single256 value) => new(Vector256.ConvertToSingle((value._value.AsInt32() >> 23) - Vector256.Create(127)));

    /// <summary>2^exponent built from its bits: adding 1.5 * 2^23 leaves the biased exponent in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<float> exponent)
    {
        var clamped = Vector256.MinNative(Vector256.MaxNative(exponent, Vector256.Create(-127f)), Vector256.Create(128f));
        return ((clamped + Vector256.Create(12582912f + 127f)).AsInt32() << 23).AsSingle();
    }
}
