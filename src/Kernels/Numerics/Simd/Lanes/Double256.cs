using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>8 double-precision numbers in two vectors, as many as <see cref="Single256"/> holds.</summary>
internal readonly unsafe struct Double256 : IWideLanes<Double256, Single256>
{
    private readonly Vector256<double> _lower;
    private readonly Vector256<double> _upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Double256(Vector256<double> lower, Vector256<double> upper)
    {
        _lower = lower;
        _upper = upper;
    }

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Create(double value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 CreateFromSingle(float value) => Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Load(double* source) => new(Vector256.Load(source), Vector256.Load(source + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 LoadSingles(float* source)
    {
        var singles = Vector256.Load(source);
        return new(Vector256.WidenLower(singles), Vector256.WidenUpper(singles));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Double256 value, double* destination)
    {
        value._lower.Store(destination);
        value._upper.Store(destination + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 operator +(Double256 left, Double256 right) => new(left._lower + right._lower, left._upper + right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 operator -(Double256 left, Double256 right) => new(left._lower - right._lower, left._upper - right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 operator *(Double256 left, Double256 right) => new(left._lower * right._lower, left._upper * right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 MultiplyAdd(Double256 left, Double256 right, Double256 addend) => new(
        Vector256.MultiplyAddEstimate(left._lower, right._lower, addend._lower),
        Vector256.MultiplyAddEstimate(left._upper, right._upper, addend._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        Vector256<double> lowerSum = default;
        Vector256<double> upperSum = default;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            var singles = Vector256.Load(coordinates);
            var coordinate = Vector256.Create((double)point[k]);
            Vector256<double> lower = Vector256.WidenLower(singles) - coordinate;
            Vector256<double> upper = Vector256.WidenUpper(singles) - coordinate;
            lowerSum = Vector256.MultiplyAddEstimate(lower, lower, lowerSum);
            upperSum = Vector256.MultiplyAddEstimate(upper, upper, upperSum);
        }

        return new(lowerSum, upperSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Max(Double256 left, Double256 right) =>
        new(Vector256.MaxNative(left._lower, right._lower), Vector256.MaxNative(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Min(Double256 left, Double256 right) =>
        new(Vector256.MinNative(left._lower, right._lower), Vector256.MinNative(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Round(Double256 value) => new(Vector256.Round(value._lower), Vector256.Round(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 ScaleByPowerOfTwo(Double256 value, Double256 exponent) =>
        new(Scale(value._lower, exponent._lower), Scale(value._upper, exponent._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Double256 value) => Vector256.Sum(value._lower + value._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Double256 value, double* destination) => Store(value + Load(destination), destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Maximum(Double256 value)
    {
        var larger = Vector256.MaxNative(value._lower, value._upper);
        double maximum = larger[0];
        for (int lane = 1; lane < 4; lane++)
            maximum = Math.Max(maximum, larger[lane]);
        return maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Single256 Narrow(Double256 value) => Single256.FromVector(Vector256.Narrow(value._lower, value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Divide(Double256 left, Double256 right) => new(left._lower / right._lower, left._upper / right._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Sqrt(Double256 value) => new(Vector256.Sqrt(value._lower), Vector256.Sqrt(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 Log(Double256 value) => new(Vector256.Log(value._lower), Vector256.Log(value._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Double256 SelectIfLess(Double256 left, Double256 right, Double256 whenTrue, Double256 whenFalse) => new(
        Vector256.ConditionalSelect(Vector256.LessThan(left._lower, right._lower), whenTrue._lower, whenFalse._lower),
        Vector256.ConditionalSelect(Vector256.LessThan(left._upper, right._upper), whenTrue._upper, whenFalse._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Scale(Vector256<double> value, Vector256<double> exponent) =>
        value * PowerOfTwo(exponent);

    /// <summary>2^exponent built from its bits: adding 1.5 * 2^52 leaves the biased exponent in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<double> exponent)
    {
        var clamped = Vector256.MinNative(Vector256.MaxNative(exponent, Vector256.Create(-1023.0)), Vector256.Create(1024.0));
        return ((clamped + Vector256.Create(6755399441055744.0 + 1023.0)).AsInt64() << 52).AsDouble();
    }
}
