using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT;

/// <summary>2 directions in a vector of 128 bits.</summary>
internal readonly unsafe struct SliceLanes128 : ISliceLanes<SliceLanes128>
{
    private readonly Vector128<double> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SliceLanes128(Vector128<double> value) => _value = value;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 Create(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 Load(double* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SliceLanes128 value, double* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 operator +(SliceLanes128 left, SliceLanes128 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 operator -(SliceLanes128 left, SliceLanes128 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 operator *(SliceLanes128 left, SliceLanes128 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 Min(SliceLanes128 left, SliceLanes128 right) => new(Vector128.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 Max(SliceLanes128 left, SliceLanes128 right) => new(Vector128.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 Abs(SliceLanes128 value) => new(Vector128.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 SelectIfEqual(SliceLanes128 left, SliceLanes128 right, SliceLanes128 whenTrue, SliceLanes128 whenFalse) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (SliceLanes128 Position0, SliceLanes128 Position1, SliceLanes128 Position2, SliceLanes128 Position3) Project(
        float* point0, float* point1, float* point2, float* point3, float* directions, int dimension)
    {
        Vector128<float> sum0 = default;
        Vector128<float> sum1 = default;
        Vector128<float> sum2 = default;
        Vector128<float> sum3 = default;
        for (nint k = 0; k < dimension; k++, directions += SliceBundle.Size)
        {
            Vector128<float> coordinates = Vector128.CreateScalarUnsafe(*(double*)directions).AsSingle();
            sum0 += coordinates * point0[k];
            sum1 += coordinates * point1[k];
            sum2 += coordinates * point2[k];
            sum3 += coordinates * point3[k];
        }

        return (Widen(sum0), Widen(sum1), Widen(sum2), Widen(sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 WithIndex(SliceLanes128 position, long index) =>
        new((position._value.AsInt64() | Vector128.Create(index)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SliceLanes128 Position(SliceLanes128 key) =>
        new((key._value.AsInt64() & Vector128.Create(~SliceBundle.IndexBits)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SliceLanes128 Widen(Vector128<float> singles) => new(Vector128.WidenLower(singles));
}
