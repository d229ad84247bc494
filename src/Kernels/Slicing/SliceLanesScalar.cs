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
    public static SliceLanesScalar Project(float* point, float* directions, int dimension)
    {
        float sum = 0;
        for (int k = 0; k < dimension; k++, directions += SliceBundle.Size)
            sum += *directions * point[k];
        return new(sum);
    }

    public static SliceLanesScalar WithIndex(SliceLanesScalar position, long index) =>
        new(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(position._value) | index));

    public static SliceLanesScalar Position(SliceLanesScalar key) =>
        new(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(key._value) & ~SliceBundle.IndexBits));
}
