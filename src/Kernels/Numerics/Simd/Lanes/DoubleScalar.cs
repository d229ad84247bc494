using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>One double-precision number: the kernels where no vector hardware is available.</summary>
internal readonly unsafe struct DoubleScalar : IWideLanes<DoubleScalar, SingleScalar>
{
    private readonly double _value;

    private DoubleScalar(double value) => _value = value;

    public static int Count => 1;

    public static DoubleScalar Create(double value) => new(value);

    public static DoubleScalar CreateFromSingle(float value) => new(value);

    public static DoubleScalar Load(double* source) => new(*source);

    public static DoubleScalar LoadSingles(float* source) => new(*source);

    public static void Store(DoubleScalar value, double* destination) => *destination = value._value;

    public static DoubleScalar operator +(DoubleScalar left, DoubleScalar right) => new(left._value + right._value);

    public static DoubleScalar operator -(DoubleScalar left, DoubleScalar right) => new(left._value - right._value);

    public static DoubleScalar operator *(DoubleScalar left, DoubleScalar right) => new(left._value * right._value);

    public static DoubleScalar MultiplyAdd(DoubleScalar left, DoubleScalar right, DoubleScalar addend) =>
        new((left._value * right._value) + addend._value);

    public static DoubleScalar SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        double sum = 0;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            double difference = (double)*coordinates - point[k];
            sum += difference * difference;
        }

        return new(sum);
    }

    public static DoubleScalar Max(DoubleScalar left, DoubleScalar right) => new(left._value > right._value ? left._value : right._value);

    public static DoubleScalar Min(DoubleScalar left, DoubleScalar right) => new(left._value < right._value ? left._value : right._value);

    public static DoubleScalar Round(DoubleScalar value) => new(Math.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleScalar ScaleByPowerOfTwo(DoubleScalar value, DoubleScalar exponent)
    {
        long biased = (long)Math.Clamp(exponent._value, -1023.0, 1024.0) + 1023;
        return new(value._value * BitConverter.Int64BitsToDouble(biased << 52));
    }

    public static double Sum(DoubleScalar value) => value._value;

    public static void AddTo(DoubleScalar value, double* destination) => *destination += value._value;

    public static double Maximum(DoubleScalar value) => value._value;

    public static SingleScalar Narrow(DoubleScalar value) => SingleScalar.Create((float)value._value);

    public static DoubleScalar Divide(DoubleScalar left, DoubleScalar right) => new(left._value / right._value);

    public static DoubleScalar Sqrt(DoubleScalar value) => new(Math.Sqrt(value._value));

    public static DoubleScalar Log(DoubleScalar value) => new(Math.Log(value._value));

    public static DoubleScalar SelectIfLess(DoubleScalar left, DoubleScalar right, DoubleScalar whenTrue, DoubleScalar whenFalse) =>
        left._value < right._value ? whenTrue : whenFalse;
}
