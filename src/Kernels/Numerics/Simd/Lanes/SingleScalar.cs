using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>One single-precision number: the kernels where no vector hardware is available.</summary>
internal readonly unsafe struct SingleScalar : ILanes<SingleScalar, float>
{
    private readonly float _value;

    private SingleScalar(float value) => _value = value;

    public static int Count => 1;

    public static SingleScalar Create(float value) => new(value);

    public static SingleScalar CreateFromSingle(float value) => new(value);

    public static SingleScalar Load(float* source) => new(*source);

    public static SingleScalar LoadSingles(float* source) => new(*source);

    public static void Store(SingleScalar value, float* destination) => *destination = value._value;

    public static SingleScalar operator +(SingleScalar left, SingleScalar right) => new(left._value + right._value);

    public static SingleScalar operator -(SingleScalar left, SingleScalar right) => new(left._value - right._value);

    public static SingleScalar operator *(SingleScalar left, SingleScalar right) => new(left._value * right._value);

    public static SingleScalar MultiplyAdd(SingleScalar left, SingleScalar right, SingleScalar addend) =>
        new((left._value * right._value) + addend._value);

    public static SingleScalar SquaredDistance(float* coordinates, nint stride, float* point, int dimension)
    {
        float sum = 0;
        for (int k = 0; k < dimension; k++, coordinates += stride)
        {
            float difference = *coordinates - point[k];
            sum += difference * difference;
        }

        return new(sum);
    }

    public static SingleScalar Max(SingleScalar left, SingleScalar right) => new(left._value > right._value ? left._value : right._value);

    public static SingleScalar Min(SingleScalar left, SingleScalar right) => new(left._value < right._value ? left._value : right._value);

    public static SingleScalar Divide(SingleScalar left, SingleScalar right) => new(left._value / right._value);

    public static SingleScalar Sqrt(SingleScalar value) => new(MathF.Sqrt(value._value));

    public static SingleScalar SelectIfLess(SingleScalar left, SingleScalar right, SingleScalar whenTrue, SingleScalar whenFalse) =>
        left._value < right._value ? whenTrue : whenFalse;

    public static SingleScalar Log(SingleScalar value) => SingleLogarithm.Evaluate(value, new SingleScalar(MathF.ILogB(value._value)));

    public static SingleScalar Round(SingleScalar value) => new(MathF.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleScalar ScaleByPowerOfTwo(SingleScalar value, SingleScalar exponent)
    {
        int biased = (int)Math.Clamp(exponent._value, -127f, 128f) + 127;
        return new(value._value * BitConverter.Int32BitsToSingle(biased << 23));
    }

    public static double Sum(SingleScalar value) => value._value;

    public static void AddTo(SingleScalar value, double* destination) => *destination += value._value;

    public static double Maximum(SingleScalar value) => value._value;
}
