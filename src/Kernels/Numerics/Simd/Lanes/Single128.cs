using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>4 single-precision numbers in one vector.</summary>
internal readonly unsafe struct Single128 : ILanes<Single128, float>
{
    private readonly Vector128<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Single128(Vector128<float> value) => _value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 FromVector(Vector128<float> value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 CreateFromSingle(float value) => Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 LoadSingles(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Single128 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 operator +(Single128 left, Single128 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 operator -(Single128 left, Single128 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 operator *(Single128 left, Single128 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 MultiplyAdd(Single128 left, Single128 right, Single128 addend) =>
        new(Vector128.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        Vector128<float> sum = default;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            Vector128<float> difference = Vector128.Load(coordinates) - Vector128.Create(point[k]);
            sum = Vector128.MultiplyAddEstimate(difference, difference, sum);
        }

        return new(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Max(Single128 left, Single128 right) => new(Vector128.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Min(Single128 left, Single128 right) => new(Vector128.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Divide(Single128 left, Single128 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Sqrt(Single128 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 SelectIfLess(Single128 left, Single128 right, Single128 whenTrue, Single128 whenFalse) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Log(Single128 value) => SingleLogarithm.Evaluate(value, Exponent(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Round(Single128 value) => new(Vector128.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 ScaleByPowerOfTwo(Single128 value, Single128 exponent) =>
        new(value._value * PowerOfTwo(exponent._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Single128 value) => Vector128.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Single128 value, double* destination)
    {
        (Vector128.WidenLower(value._value) + Vector128.Load(destination)).Store(destination);
        (Vector128.WidenUpper(value._value) + Vector128.Load(destination + 2)).Store(destination + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Single128 value)
    {
        float maximum = value._value[0];
        for (int lane = 1; lane < Count; lane++)
            maximum = Math.Max(maximum, value._value[lane]);
        return maximum;
    }

    /// <summary>The whole part of the binary logarithm of positive normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Single128 Exponent(Single128 value) => new(Vector128.ConvertToSingle((value._value.AsInt32() >> 23) - Vector128.Create(127)));

    /// <summary>2^exponent built from its bits: adding 1.5 * 2^23 leaves the biased exponent in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOfTwo(Vector128<float> exponent)
    {
        var clamped = Vector128.MinNative(Vector128.MaxNative(exponent, Vector128.Create(-127f)), Vector128.Create(128f));
        return ((clamped + Vector128.Create(12582912f + 127f)).AsInt32() << 23).AsSingle();
    }
}
