using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>16 single-precision numbers in one vector.</summary>
internal readonly unsafe struct Single512 : ILanes<Single512, float>
{
    private readonly Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Single512(Vector512<float> value) => _value = value;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 FromVector(Vector512<float> value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 CreateFromSingle(float value) => Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 LoadSingles(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Single512 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 operator +(Single512 left, Single512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 operator -(Single512 left, Single512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 operator *(Single512 left, Single512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 MultiplyAdd(Single512 left, Single512 right, Single512 addend) =>
        new(Vector512.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        Vector512<float> sum = default;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            Vector512<float> difference = Vector512.Load(coordinates) - Vector512.Create(point[k]);
            sum = Vector512.FusedMultiplyAdd(difference, difference, sum);
        }

        return new(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Max(Single512 left, Single512 right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Min(Single512 left, Single512 right) => new(Vector512.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Divide(Single512 left, Single512 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Sqrt(Single512 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 SelectIfLess(Single512 left, Single512 right, Single512 whenTrue, Single512 whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Log(Single512 value) => SingleLogarithm.Evaluate(value, Exponent(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Round(Single512 value) => new(Vector512.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 ScaleByPowerOfTwo(Single512 value, Single512 exponent) =>
        new(Avx512F.IsSupported
            ? Avx512F.Scale(value._value, exponent._value)
            : value._value * PowerOfTwo(exponent._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Single512 value)
    {
        Vector256<float> sum = value._value.GetLower() + value._value.GetUpper();
        return Vector128.Sum(sum.GetLower() + sum.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Single512 value, double* destination)
    {
        (Vector512.WidenLower(value._value) + Vector512.Load(destination)).Store(destination);
        (Vector512.WidenUpper(value._value) + Vector512.Load(destination + 8)).Store(destination + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Single512 value)
    {
        float maximum = value._value[0];
        for (int lane = 1; lane < Count; lane++)
            maximum = Math.Max(maximum, value._value[lane]);
        return maximum;
    }

    /// <summary>The whole part of the binary logarithm of positive normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Single512 Exponent(Single512 value) => Avx512F.IsSupported ? new(Avx512F.GetExponent(value._value)) : new(Vector512.ConvertToSingle((value._value.AsInt32() >> 23) - Vector512.Create(127)));

    /// <summary>2^exponent built from its bits: adding 1.5 * 2^23 leaves the biased exponent in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<float> exponent)
    {
        var clamped = Vector512.MinNative(Vector512.MaxNative(exponent, Vector512.Create(-127f)), Vector512.Create(128f));
        return ((clamped + Vector512.Create(12582912f + 127f)).AsInt32() << 23).AsSingle();
    }
}
