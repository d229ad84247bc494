using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>The softmax of a row of base-2 exponents that are affine in coordinates, in double precision.</summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>Log2 of e: natural exponents times this are base-2 exponents.</summary>
    public const double Log2E = 1.4426950408889634;

    /// <summary>Writes the softmax over i of <c>start[i] + sum_k factors[k] axes[k n + i]</c> and adds <paramref name="mass"/> times it to <paramref name="sums"/>.</summary>
    /// <param name="start">The n constant parts; may be <paramref name="row"/> itself.</param>
    /// <param name="axes">Axis-major coordinates, one axis a factor.</param>
    /// <param name="factors">One factor an axis; empty where the exponents are complete.</param>
    /// <param name="mass">Weight of the row in <paramref name="sums"/>.</param>
    /// <param name="row">Receives the n probabilities.</param>
    /// <param name="sums">Running weighted sums of rows.</param>
    /// <returns>The base-2 logarithm of the sum of the powers.</returns>
    public static double Compute(ReadOnlySpan<double> start, ReadOnlySpan<double> axes, ReadOnlySpan<double> factors, double mass, Span<double> row, Span<double> sums)
    {
        fixed (double* s = start, x = axes, w = factors, r = row, t = sums)
        {
            int n = row.Length, d = factors.Length;
            return VectorWidth.Choose<Row, double>(new Row(s, x, w, n, d, mass, r, t));
        }
    }

    /// <summary>The same in vectors of a given width, for n numbers and d factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Compute<TLanes>(double* start, double* axes, double* factors, int n, int d, double mass, double* row, double* sums)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        int whole = n - (n % TLanes.Count);
        double maximum = Math.Max(
            Exponents<TLanes>(start, axes, factors, 0, whole, n, d, row),
            Exponents<DoubleScalar>(start, axes, factors, whole, n, n, d, row));
        double sum = Powers<TLanes>(row, 0, whole, maximum) + Powers<DoubleScalar>(row, whole, n, maximum);
        Normalize<TLanes>(row, sums, 0, whole, 1 / sum, mass);
        Normalize<DoubleScalar>(row, sums, whole, n, 1 / sum, mass);
        return Math.Log2(sum) + maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Exponents<TLanes>(double* start, double* axes, double* factors, int from, int to, int n, int d, double* row)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes maximum = TLanes.Create(double.NegativeInfinity);
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes exponent = TLanes.Load(start + i);
            double* axis = axes + i;
            for (int k = 0; k < d; k++, axis += n)
                exponent = TLanes.MultiplyAdd(TLanes.Create(factors[k]), TLanes.Load(axis), exponent);
            TLanes.Store(exponent, row + i);
            maximum = TLanes.Max(maximum, exponent);
        }

        return TLanes.Maximum(maximum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Powers<TLanes>(double* row, int from, int to, double maximum)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        // Far below the maximum nothing is left of a power; the bound keeps the exponent within what the scaling by powers of two takes.
        TLanes shift = TLanes.Create(maximum), least = TLanes.Create(-1000), sum = TLanes.Create(0);
        var exponential = DoubleExponential<TLanes>.Create();
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes power = exponential.Evaluate(TLanes.Max(TLanes.Load(row + i) - shift, least));
            TLanes.Store(power, row + i);
            sum += power;
        }

        return TLanes.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalize<TLanes>(double* row, double* sums, int from, int to, double factor, double mass)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes scale = TLanes.Create(factor), weight = TLanes.Create(mass);
        for (int i = from; i < to; i += TLanes.Count)
        {
            TLanes probability = TLanes.Load(row + i) * scale;
            TLanes.Store(probability, row + i);
            TLanes.Store(TLanes.MultiplyAdd(probability, weight, TLanes.Load(sums + i)), sums + i);
        }
    }

    private readonly struct Row(double* start, double* axes, double* factors, int n, int d, double mass, double* row, double* sums) : IForLanes<double>
    {
        public double With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => Compute<TDouble>(start, axes, factors, n, d, mass, row, sums);
    }
}
