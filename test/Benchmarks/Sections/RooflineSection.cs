using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>What one core can do at most, measured, and how close the kernels come.</summary>
internal static unsafe class RooflineSection
{
    private const int Resident = 2048;

    public static string Measure(bool isShort)
    {
        double seconds = isShort ? 0.3 : 1;
        double exponentials = Exponentials(seconds);
        double stream = StreamedBytes(seconds);

        MarkdownTable table = new("half-step, n = m", "dimension", "cost", "ms", "exponentials, 1e9/s", "of the most", "bytes streamed, GB/s");
        foreach ((int count, int dimension) in (ReadOnlySpan<(int, int)>)[(784, 2), (784, 3), (784, 64), (4096, 2), (4096, 3)])
        {
            TransportProblem problem = Clouds.Problem(count, count, dimension);
            double[] f = new double[count], g = new double[count];
            double milliseconds = MedianTime.Milliseconds(_ => SoftCTransform.ToTarget(problem, f, g), seconds);
            double rate = count * (double)count / milliseconds / 1e6;
            bool stored = dimension > 8;
            table.Add(
                Text(count, "0"), Text(dimension, "0"), stored ? "read" : "computed", Text(milliseconds, "0.000"), Text(rate, "0.00"), Text(100 * rate / exponentials, "0") + " %",
                stored ? Text(4 * rate, "0.0") : "");
        }

        return FormattableString.Invariant($"""
            A half-step of an n x m pair is n m exponentials, each of a cost, a potential and a scale, summed up. With the cost computed from points in the plane or in space it reads
            next to nothing (12 bytes a point and row), so the exponential unit is the limit; with a stored cost matrix it streams 4 n m bytes.

            One core of this machine does at most **{exponentials:0.00}e9 single-precision exponentials a second** (our polynomial on {Resident} numbers that stay in the first-level cache, summed and
            nothing else) and reads **{stream:0.0} GB/s** from an array far larger than its caches. So a 784 x 784 half-step can take no less than {784 * 784 / exponentials / 1e6:0.000} ms by exponentials; reading
            its matrix would take {4 * 784 * 784 / stream / 1e6:0.000} ms from main memory. Writing a dense 784 x 784 coupling is 2.5 MB and another 0.6 million exponentials. The public soft c-transform below includes
            packing the measures and reading out the result in double precision.


            """) + table;
    }

    /// <summary>Exponentials a nanosecond, that is, 1e9 a second.</summary>
    private static double Exponentials(double seconds)
    {
        float[] exponents = new float[Resident];
        Random random = new(1);
        for (int k = 0; k < exponents.Length; k++)
            exponents[k] = -20 * random.NextSingle();
        const int Rounds = 200;
        double sink = 0;
        double milliseconds = MedianTime.Milliseconds(_ => sink += Vector512.IsHardwareAccelerated ? Sum<Single512>(exponents, Rounds) : Sum<Single256>(exponents, Rounds), seconds);
        GC.KeepAlive(sink);
        return Resident * (double)Rounds / milliseconds / 1e6;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TLanes>(float[] exponents, int rounds)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        fixed (float* start = exponents)
        {
            SingleExponential<TLanes> exponential = SingleExponential<TLanes>.Create();
            TLanes s0 = TLanes.Create(0), s1 = s0, s2 = s0, s3 = s0;
            for (int round = 0; round < rounds; round++)
            {
                for (int k = 0; k < exponents.Length; k += 4 * TLanes.Count)
                {
                    s0 += exponential.Evaluate(TLanes.Load(start + k));
                    s1 += exponential.Evaluate(TLanes.Load(start + k + TLanes.Count));
                    s2 += exponential.Evaluate(TLanes.Load(start + k + 2 * TLanes.Count));
                    s3 += exponential.Evaluate(TLanes.Load(start + k + 3 * TLanes.Count));
                }
            }
            return TLanes.Sum(s0 + s1) + TLanes.Sum(s2 + s3);
        }
    }

    /// <summary>Gigabytes a second read from an array of 256 MB.</summary>
    private static double StreamedBytes(double seconds)
    {
        float[] array = new float[64 << 20];
        array.AsSpan().Fill(1);
        double sink = 0;
        double milliseconds = MedianTime.Milliseconds(_ => sink += System.Numerics.Tensors.TensorPrimitives.Sum<float>(array), seconds);
        GC.KeepAlive(sink);
        return array.Length * 4.0 / milliseconds / 1e6;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
