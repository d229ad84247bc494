using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>16 double-precision numbers in two vectors, as many as <see cref="Single512"/> holds.</summary>
internal readonly unsafe struct Double512 : IWideLanes<Double512, Single512>
{
    private readonly Vector512<double> _lower;
    private readonly Vector512<double> _upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Double512(Vector512<double> lower, Vector512<double> upper)
    {
        _lower = lower;
        _upper = upper;
    }

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Create(double value) => new(Vector512.Create(value), Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 CreateFromSingle(float value) => Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Load(double* source) => new(Vector512.Load(source), Vector512.Load(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 LoadSingles(float* source) => new(Widen(source), Widen(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Double512 value, double* destination)
    {
        value._lower.Store(destination);
        value._upper.Store(destination + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 operator +(Double512 left, Double512 right) => new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 operator -(Double512 left, Double512 right) => new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 operator *(Double512 left, Double512 right) => new(left._lower * right._lower, left._upper * right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 MultiplyAdd(Double512 left, Double512 right, Double512 addend) => new(
        Vector512.FusedMultiplyAdd(left._lower, right._lower, addend._lower),
        Vector512.FusedMultiplyAdd(left._upper, right._upper, addend._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        Vector512<double> lowerSum = default;
        Vector512<double> upperSum = default;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            var coordinate = Vector512.Create((double)point[k]);
            Vector512<double> lower = Widen(coordinates) - coordinate;
            Vector512<double> upper = Widen(coordinates + 8) - coordinate;
            lowerSum = Vector512.FusedMultiplyAdd(lower, lower, lowerSum);
            upperSum = Vector512.FusedMultiplyAdd(upper, upper, upperSum);
        }

        return new(lowerSum, upperSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Max(Double512 left, Double512 right) =>
        new(Vector512.MaxNative(left._lower, right._lower), Vector512.MaxNative(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Min(Double512 left, Double512 right) =>
        new(Vector512.MinNative(left._lower, right._lower), Vector512.MinNative(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Round(Double512 value) => new(Vector512.Round(value._lower), Vector512.Round(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 ScaleByPowerOfTwo(Double512 value, Double512 exponent) =>
        new(Scale(value._lower, exponent._lower), Scale(value._upper, exponent._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Double512 value) => Vector512.Sum(value._lower + value._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Double512 value, double* destination) => Store(value + Load(destination), destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Double512 value)
    {
        var larger = Vector512.MaxNative(value._lower, value._upper);
        double maximum = larger[0];
        for (int lane = 1; lane < 8; lane++)
            maximum = Math.Max(maximum, larger[lane]);
        return maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single512 Narrow(Double512 value) => Single512.FromVector(Vector512.Narrow(value._lower, value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Divide(Double512 left, Double512 right) => new(left._lower / right._lower, left._upper / right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Sqrt(Double512 value) => new(Vector512.Sqrt(value._lower), Vector512.Sqrt(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 Log(Double512 value) => new(Vector512.Log(value._lower), Vector512.Log(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double512 SelectIfLess(Double512 left, Double512 right, Double512 whenTrue, Double512 whenFalse) => new(
        Vector512.ConditionalSelect(Vector512.LessThan(left._lower, right._lower), whenTrue._lower, whenFalse._lower),
        Vector512.ConditionalSelect(Vector512.LessThan(left._upper, right._upper), whenTrue._upper, whenFalse._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(float* singles) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Double(Vector256.Load(singles))
        : Vector512.WidenLower(Vector512.Create(Vector256.Load(singles), default));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Scale(Vector512<double> value, Vector512<double> exponent) =>
        Avx512F.IsSupported ? Avx512F.Scale(value, exponent) : value * PowerOfTwo(exponent);

    /// <summary>2^exponent built from its bits: adding 1.5 * 2^52 leaves the biased exponent in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowerOfTwo(Vector512<double> exponent)
    {
        var clamped = Vector512.MinNative(Vector512.MaxNative(exponent, Vector512.Create(-1023.0)), Vector512.Create(1024.0));
        return ((clamped + Vector512.Create(6755399441055744.0 + 1023.0)).AsInt64() << 52).AsDouble();
    }
}
