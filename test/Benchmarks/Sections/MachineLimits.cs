using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>What one core can do at most, measured: everything in billions a second.</summary>
internal sealed unsafe class MachineLimits
{
    /// <summary>Numbers that exponentials are taken of: they stay in the first-level cache.</summary>
    public const int Resident = 2048;

    private const int Rounds = 200;

    private static readonly int[] ArrayBytes = [512 << 10, 8 << 20, 256 << 20];

    private readonly double[] _exponentials = new double[3];
    private readonly double[] _read = new double[ArrayBytes.Length];
    private readonly double[] _written = new double[ArrayBytes.Length];

    private MachineLimits(double seconds)
    {
        if (Vector512.IsHardwareAccelerated)
            MeasureLanes<Double512, Single512>(seconds);
        else if (Vector256.IsHardwareAccelerated)
            MeasureLanes<Double256, Single256>(seconds);
        else if (Vector128.IsHardwareAccelerated)
            MeasureLanes<Double128, Single128>(seconds);
        else
            MeasureLanes<DoubleScalar, SingleScalar>(seconds);
    }

    /// <summary>Multiply-adds in single precision.</summary>
    public double SingleMultiplyAdds { get; private set; }

    /// <summary>Multiply-adds in double precision.</summary>
    public double DoubleMultiplyAdds { get; private set; }

    public static MachineLimits Measure(double seconds) => new(seconds);

    /// <summary>Exponentials: the kernels' own polynomial, summed and nothing else.</summary>
    public double Exponentials(KernelPrecision precision) => _exponentials[(int)precision];

    /// <summary>Bytes read from an array so large that so many bytes of it do not stay nearer.</summary>
    public double Read(double bytes) => _read[Level(bytes)];

    /// <summary>Bytes written, likewise.</summary>
    public double Written(double bytes) => _written[Level(bytes)];

    private static int Level(double bytes) => bytes <= 2 * ArrayBytes[0] ? 0 : bytes <= 2 * ArrayBytes[1] ? 1 : 2;

    private void MeasureLanes<TWide, TSingle>(double seconds)
        where TWide : unmanaged, IWideLanes<TWide, TSingle>
        where TSingle : unmanaged, ILanes<TSingle, float>
    {
        _exponentials[(int)KernelPrecision.Single] = Exponentials<TSingle, float, TSingle, float, SingleExponential<TSingle>>(seconds);
        _exponentials[(int)KernelPrecision.Mixed] = Exponentials<TWide, double, TSingle, float, MixedExponential<TWide, TSingle>>(seconds);
        _exponentials[(int)KernelPrecision.Double] = Exponentials<TWide, double, TWide, double, DoubleExponential<TWide>>(seconds);
        SingleMultiplyAdds = Rate(TSingle.Count * 10.0 * Rounds, () => MultiplyAdds<TSingle, float>(Rounds), seconds);
        DoubleMultiplyAdds = Rate(TWide.Count * 10.0 * Rounds, () => MultiplyAdds<TWide, double>(Rounds), seconds);
        for (int level = 0; level < ArrayBytes.Length; level++)
        {
            var array = new float[ArrayBytes[level] / sizeof(float)];
            array.AsSpan().Fill(1); // what was never written is not in memory at all
            _read[level] = Rate(ArrayBytes[level], () => Sum<TSingle>(array), seconds);
            _written[level] = Rate(ArrayBytes[level], () => array.AsSpan().Fill(1), seconds);
        }
    }

    private static double Rate(double operations, Action action, double seconds) => operations / MedianTime.Milliseconds(_ => action(), seconds) / 1e6;

    private static double Rate(double operations, Func<double> function, double seconds)
    {
        double sink = 0;
        double rate = Rate(operations, () => { sink += function(); }, seconds);
        GC.KeepAlive(sink);
        return rate;
    }

    private static double Exponentials<TExponent, T, TResult, TOut, TExponential>(double seconds)
        where TExponent : unmanaged, ILanes<TExponent, T>
        where T : unmanaged, INumber<T>
        where TResult : unmanaged, ILanes<TResult, TOut>
        where TOut : unmanaged
        where TExponential : struct, IExponential<TExponential, TExponent, TResult>
    {
        Random random = new(1);
        T[] exponents = [.. Enumerable.Range(0, Resident).Select(_ => T.CreateTruncating(-20 * random.NextDouble()))];

        // Where there are few registers, four chains at once would not leave the coefficients in them.
        return Math.Max(
            Rate(Resident * (double)Rounds, () => SumOfPowers<TExponent, T, TResult, TOut, TExponential>(exponents), seconds),
            Rate(Resident * (double)Rounds, () => SumOfPowersInOneChain<TExponent, T, TResult, TOut, TExponential>(exponents), seconds));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfPowersInOneChain<TExponent, T, TResult, TOut, TExponential>(T[] exponents)
        where TExponent : unmanaged, ILanes<TExponent, T>
        where T : unmanaged
        where TResult : unmanaged, ILanes<TResult, TOut>
        where TOut : unmanaged
        where TExponential : struct, IExponential<TExponential, TExponent, TResult>
    {
        fixed (T* start = exponents)
        {
            TExponential exponential = TExponential.Create();
            TResult sum = default;
            for (int round = 0; round < Rounds; round++)
            {
                for (int k = 0; k < Resident; k += TExponent.Count)
                    sum += exponential.Evaluate(TExponent.Load(start + k));
            }

            return TResult.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfPowers<TExponent, T, TResult, TOut, TExponential>(T[] exponents)
        where TExponent : unmanaged, ILanes<TExponent, T>
        where T : unmanaged
        where TResult : unmanaged, ILanes<TResult, TOut>
        where TOut : unmanaged
        where TExponential : struct, IExponential<TExponential, TExponent, TResult>
    {
        fixed (T* start = exponents)
        {
            TExponential exponential = TExponential.Create();
            TResult s0 = default, s1 = default, s2 = default, s3 = default;
            for (int round = 0; round < Rounds; round++)
            {
                for (int k = 0; k < Resident; k += 4 * TExponent.Count)
                {
                    s0 += exponential.Evaluate(TExponent.Load(start + k));
                    s1 += exponential.Evaluate(TExponent.Load(start + k + TExponent.Count));
                    s2 += exponential.Evaluate(TExponent.Load(start + k + (2 * TExponent.Count)));
                    s3 += exponential.Evaluate(TExponent.Load(start + k + (3 * TExponent.Count)));
                }
            }

            return TResult.Sum(s0 + s1) + TResult.Sum(s2 + s3);
        }
    }

    /// <summary>Ten chains, more than any core needs to keep its multipliers busy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MultiplyAdds<TLanes, T>(int rounds)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged
    {
        TLanes factor = TLanes.CreateFromSingle(0.5f), addend = TLanes.CreateFromSingle(1);
        TLanes s0 = addend, s1 = addend, s2 = addend, s3 = addend, s4 = addend, s5 = addend, s6 = addend, s7 = addend, s8 = addend, s9 = addend;
        for (int round = 0; round < rounds; round++)
        {
            s0 = TLanes.MultiplyAdd(s0, factor, addend);
            s1 = TLanes.MultiplyAdd(s1, factor, addend);
            s2 = TLanes.MultiplyAdd(s2, factor, addend);
            s3 = TLanes.MultiplyAdd(s3, factor, addend);
            s4 = TLanes.MultiplyAdd(s4, factor, addend);
            s5 = TLanes.MultiplyAdd(s5, factor, addend);
            s6 = TLanes.MultiplyAdd(s6, factor, addend);
            s7 = TLanes.MultiplyAdd(s7, factor, addend);
            s8 = TLanes.MultiplyAdd(s8, factor, addend);
            s9 = TLanes.MultiplyAdd(s9, factor, addend);
        }

        return TLanes.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TLanes>(float[] array)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        fixed (float* start = array)
        {
            TLanes s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0; k < array.Length; k += 4 * TLanes.Count)
            {
                s0 += TLanes.Load(start + k);
                s1 += TLanes.Load(start + k + TLanes.Count);
                s2 += TLanes.Load(start + k + (2 * TLanes.Count));
                s3 += TLanes.Load(start + k + (3 * TLanes.Count));
            }

            return TLanes.Sum(s0 + s1) + TLanes.Sum(s2 + s3);
        }
    }
}
