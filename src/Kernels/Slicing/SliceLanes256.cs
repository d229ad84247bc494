using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SlicedOT;

/// <summary>4 directions in a vector of 256 bits.</summary>
internal readonly unsafe struct SliceLanes256 : ISliceLanes<SliceLanes256>
{
    private readonly Vector256<double> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SliceLanes256(Vector256<double> value) => _value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 Create(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 Load(double* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SliceLanes256 value, double* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 operator +(SliceLanes256 left, SliceLanes256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 operator -(SliceLanes256 left, SliceLanes256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 operator *(SliceLanes256 left, SliceLanes256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 Min(SliceLanes256 left, SliceLanes256 right) => new(Vector256.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 Max(SliceLanes256 left, SliceLanes256 right) => new(Vector256.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 Abs(SliceLanes256 value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 SelectIfEqual(SliceLanes256 left, SliceLanes256 right, SliceLanes256 whenTrue, SliceLanes256 whenFalse) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (SliceLanes256 Position0, SliceLanes256 Position1, SliceLanes256 Position2, SliceLanes256 Position3) Project(
        float* point0, float* point1, float* point2, float* point3, float* directions, int dimension)
    {
        Vector128<float> sum0 = default;
        Vector128<float> sum1 = default;
        Vector128<float> sum2 = default;
        Vector128<float> sum3 = default;
        for (nint k = 0; k < dimension; k++, directions += SliceBundle.Size)
        {
            var coordinates = Vector128.Load(directions);
            sum0 += coordinates * point0[k];
            sum1 += coordinates * point1[k];
            sum2 += coordinates * point2[k];
            sum3 += coordinates * point3[k];
        }

        return (Widen(sum0), Widen(sum1), Widen(sum2), Widen(sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 WithIndex(SliceLanes256 position, long index) =>
        new((position._value.AsInt64() | Vector256.Create(index)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes256 Position(SliceLanes256 key) =>
        new((key._value.AsInt64() & Vector256.Create(~SliceBundle.IndexBits)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SliceLanes256 Widen(Vector128<float> singles) =>
        new(Avx.IsSupported ? Avx.ConvertToVector256Double(singles) : Vector256.Create(Vector128.WidenLower(singles), Vector128.WidenUpper(singles)));
}
