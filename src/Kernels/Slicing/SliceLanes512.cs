using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SlicedOT;

/// <summary>8 directions in a vector of 512 bits.</summary>
internal readonly unsafe struct SliceLanes512 : ISliceLanes<SliceLanes512>
{
    private readonly Vector512<double> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SliceLanes512(Vector512<double> value) => _value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 Create(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 Load(double* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SliceLanes512 value, double* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 operator +(SliceLanes512 left, SliceLanes512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 operator -(SliceLanes512 left, SliceLanes512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 operator *(SliceLanes512 left, SliceLanes512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 Min(SliceLanes512 left, SliceLanes512 right) => new(Vector512.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 Max(SliceLanes512 left, SliceLanes512 right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 Abs(SliceLanes512 value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 SelectIfEqual(SliceLanes512 left, SliceLanes512 right, SliceLanes512 whenTrue, SliceLanes512 whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (SliceLanes512 Position0, SliceLanes512 Position1, SliceLanes512 Position2, SliceLanes512 Position3) Project(
        float* point0, float* point1, float* point2, float* point3, float* directions, int dimension)
    {
        Vector256<float> sum0 = default;
        Vector256<float> sum1 = default;
        Vector256<float> sum2 = default;
        Vector256<float> sum3 = default;
        for (nint k = 0; k < dimension; k++, directions += SliceBundle.Size)
        {
            var coordinates = Vector256.Load(directions);
            sum0 += coordinates * point0[k];
            sum1 += coordinates * point1[k];
            sum2 += coordinates * point2[k];
            sum3 += coordinates * point3[k];
        }

        return (Widen(sum0), Widen(sum1), Widen(sum2), Widen(sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 WithIndex(SliceLanes512 position, long index) =>
        new((position._value.AsInt64() | Vector512.Create(index)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes512 Position(SliceLanes512 key) =>
        new((key._value.AsInt64() & Vector512.Create(~SliceBundle.IndexBits)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SliceLanes512 Widen(Vector256<float> singles) =>
        new(Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(singles) : Vector512.Create(Vector256.WidenLower(singles), Vector256.WidenUpper(singles)));
}
