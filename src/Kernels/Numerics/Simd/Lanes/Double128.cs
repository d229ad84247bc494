using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>4 double-precision numbers in two vectors, as many as <see cref="Single128"/> holds.</summary>
internal readonly unsafe struct Double128 : IWideLanes<Double128, Single128>
{
    private readonly Vector128<double> _lower;
    private readonly Vector128<double> _upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Double128(Vector128<double> lower, Vector128<double> upper)
    {
        _lower = lower;
        _upper = upper;
    }

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Create(double value) => new(Vector128.Create(value), Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 CreateFromSingle(float value) => Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Load(double* source) => new(Vector128.Load(source), Vector128.Load(source + 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 LoadSingles(float* source)
    {
        var singles = Vector128.Load(source);
        return new(Vector128.WidenLower(singles), Vector128.WidenUpper(singles));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Double128 value, double* destination)
    {
        value._lower.Store(destination);
        value._upper.Store(destination + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 operator +(Double128 left, Double128 right) => new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 operator -(Double128 left, Double128 right) => new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 operator *(Double128 left, Double128 right) => new(left._lower * right._lower, left._upper * right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 MultiplyAdd(Double128 left, Double128 right, Double128 addend) => new(
        Vector128.MultiplyAddEstimate(left._lower, right._lower, addend._lower),
        Vector128.MultiplyAddEstimate(left._upper, right._upper, addend._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        Vector128<double> lowerSum = default;
        Vector128<double> upperSum = default;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            var singles = Vector128.Load(coordinates);
            var coordinate = Vector128.Create((double)point[k]);
            Vector128<double> lower = Vector128.WidenLower(singles) - coordinate;
            Vector128<double> upper = Vector128.WidenUpper(singles) - coordinate;
            lowerSum = Vector128.MultiplyAddEstimate(lower, lower, lowerSum);
            upperSum = Vector128.MultiplyAddEstimate(upper, upper, upperSum);
        }

        return new(lowerSum, upperSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Max(Double128 left, Double128 right) =>
        new(Vector128.MaxNative(left._lower, right._lower), Vector128.MaxNative(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Min(Double128 left, Double128 right) =>
        new(Vector128.MinNative(left._lower, right._lower), Vector128.MinNative(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Round(Double128 value) => new(Vector128.Round(value._lower), Vector128.Round(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 ScaleByPowerOfTwo(Double128 value, Double128 exponent) =>
        new(Scale(value._lower, exponent._lower), Scale(value._upper, exponent._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Double128 value) => Vector128.Sum(value._lower + value._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Double128 value, double* destination) => Store(value + Load(destination), destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Double128 value)
    {
        var larger = Vector128.MaxNative(value._lower, value._upper);
        double maximum = larger[0];
        for (int lane = 1; lane < 2; lane++)
            maximum = Math.Max(maximum, larger[lane]);
        return maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single128 Narrow(Double128 value) => Single128.FromVector(Vector128.Narrow(value._lower, value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Divide(Double128 left, Double128 right) => new(left._lower / right._lower, left._upper / right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Sqrt(Double128 value) => new(Vector128.Sqrt(value._lower), Vector128.Sqrt(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 Log(Double128 value) => new(Vector128.Log(value._lower), Vector128.Log(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double128 SelectIfLess(Double128 left, Double128 right, Double128 whenTrue, Double128 whenFalse) => new(
        Vector128.ConditionalSelect(Vector128.LessThan(left._lower, right._lower), whenTrue._lower, whenFalse._lower),
        Vector128.ConditionalSelect(Vector128.LessThan(left._upper, right._upper), whenTrue._upper, whenFalse._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Scale(Vector128<double> value, Vector128<double> exponent) =>
        value * PowerOfTwo(exponent);

    /// <summary>2^exponent built from its bits: adding 1.5 * 2^52 leaves the biased exponent in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> PowerOfTwo(Vector128<double> exponent)
    {
        var clamped = Vector128.MinNative(Vector128.MaxNative(exponent, Vector128.Create(-1023.0)), Vector128.Create(1024.0));
        return ((clamped + Vector128.Create(6755399441055744.0 + 1023.0)).AsInt64() << 52).AsDouble();
    }
}
