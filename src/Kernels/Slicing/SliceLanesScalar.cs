using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>One direction: where no vector hardware is available.</summary>
internal readonly unsafe struct SliceLanesScalar : ISliceLanes<SliceLanesScalar>
{
    private readonly double _value;

    private SliceLanesScalar(double value) => _value = value;

    public static int Count => 1;

    public static SliceLanesScalar Create(double value) => new(value);

    public static SliceLanesScalar Load(double* source) => new(*source);

    public static void Store(SliceLanesScalar value, double* destination) => *destination = value._value;

    public static SliceLanesScalar operator +(SliceLanesScalar left, SliceLanesScalar right) => new(left._value + right._value);

    public static SliceLanesScalar operator -(SliceLanesScalar left, SliceLanesScalar right) => new(left._value - right._value);

    public static SliceLanesScalar operator *(SliceLanesScalar left, SliceLanesScalar right) => new(left._value * right._value);

    public static SliceLanesScalar Min(SliceLanesScalar left, SliceLanesScalar right) => left._value < right._value ? left : right;

    public static SliceLanesScalar Max(SliceLanesScalar left, SliceLanesScalar right) => left._value < right._value ? right : left;

    public static SliceLanesScalar Abs(SliceLanesScalar value) => new(Math.Abs(value._value));

    public static SliceLanesScalar SelectIfEqual(SliceLanesScalar left, SliceLanesScalar right, SliceLanesScalar whenTrue, SliceLanesScalar whenFalse) =>
        left._value == right._value ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (SliceLanesScalar Position0, SliceLanesScalar Position1, SliceLanesScalar Position2, SliceLanesScalar Position3) Project(
        float* point0, float* point1, float* point2, float* point3, float* directions, int dimension)
    {
        float sum0 = default;
        float sum1 = default;
        float sum2 = default;
        float sum3 = default;
        for (nint k = 0; k < dimension; k++, directions += SliceBundle.Size)
        {
            float coordinates = *directions;
            sum0 += coordinates * point0[k];
            sum1 += coordinates * point1[k];
            sum2 += coordinates * point2[k];
            sum3 += coordinates * point3[k];
        }

        return (Widen(sum0), Widen(sum1), Widen(sum2), Widen(sum3));
    }

    public static SliceLanesScalar WithIndex(SliceLanesScalar position, long index) =>
        new(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(position._value) | index));

    public static SliceLanesScalar Position(SliceLanesScalar key) =>
        new(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(key._value) & ~SliceBundle.IndexBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SliceLanesScalar Widen(float singles) => new(singles);
}
