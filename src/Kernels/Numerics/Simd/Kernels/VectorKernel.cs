using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// The operations on vectors of potentials that half-steps and acceleration consist of, each in one pass. Vectors need no padding.
/// </summary>
internal abstract unsafe class VectorKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static VectorKernel Instance { get; } = VectorWidth.Choose<Maker, VectorKernel>(default);

    /// <summary><c>result_i = weights_i exp(max(scale (potential_i - absorbed_i - shift), least))</c>.</summary>
    /// <param name="potential">The potential.</param>
    /// <param name="absorbed">Subtracted; null for zeros.</param>
    /// <param name="weights">Factors.</param>
    /// <param name="scalings">Scale, shift and least exponent.</param>
    /// <param name="result">Receives the products.</param>
    /// <param name="count">Length of the vectors.</param>
    /// <returns>The largest magnitude of an exponent.</returns>
    public abstract double Scalings(double* potential, double* absorbed, double* weights, ScalingRange scalings, double* result, int count);

    /// <summary>The largest of <c>potential_i - absorbed_i</c>; null stands for zeros.</summary>
    public abstract double LargestDifference(double* potential, double* absorbed, int count);

    /// <summary>The largest of <c>|left_i - right_i|</c>.</summary>
    public abstract double LargestDistance(double* left, double* right, int count);

    /// <summary><c>result_i = absorbed_i - epsilon log(sums_i) - shift</c>, with zeros for <paramref name="absorbed"/> where it is null.</summary>
    public abstract void Potentials(double* sums, double* absorbed, double epsilon, double shift, double* result, int count);

    /// <summary><c>sum_i weights_i |exp(scale (before_i - after_i)) - 1|</c>.</summary>
    public abstract double Violation(double* before, double* after, double* weights, double scale, int count);

    /// <summary><c>result_i = factor left_i + right_i</c>; right may be null for zeros.</summary>
    public abstract void MultiplyAdd(double* left, double factor, double* right, double* result, int count);

    /// <summary><c>result_i = factors_i (left_i - right_i)</c>; factors may be null for ones.</summary>
    public abstract void Difference(double* left, double* right, double* factors, double* result, int count);

    /// <summary><c>result_i = left_i / right_i</c>.</summary>
    public abstract void Divide(double* left, double* right, double* result, int count);

    /// <summary><c>sum_i left_i right_i</c>.</summary>
    public abstract double Dot(double* left, double* right, int count);

    /// <summary>Rounds to single precision.</summary>
    public abstract void Narrow(double* values, float* result, int count);

    /// <summary>Adds a constant to every value.</summary>
    public abstract void Shift(double* values, double constant, int count);

    private readonly struct Maker : IForLanes<VectorKernel>
    {
        public VectorKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => new VectorKernel<TDouble, TSingle>();
    }
}

/// <inheritdoc/>
/// <remarks>
/// Every operation is written once over lanes, and run over whole vectors first and single numbers last. Where a value is compared with a bound,
/// the value comes second: that is how hardware passes NaN on.
/// </remarks>
internal sealed unsafe class VectorKernel<TWide, TSingle> : VectorKernel
    where TWide : unmanaged, IWideLanes<TWide, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
{
    private const double BinaryLogarithmOfE = 1.4426950408889634;

    /// <summary>Keeps exponentials finite; a violation of this order is hopeless anyway.</summary>
    private const double LargestExponent = 700;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double Scalings(double* potential, double* absorbed, double* weights, ScalingRange scalings, double* result, int count)
    {
        int whole = Whole(count);
        return Math.Max(
            Scalings<TWide, TSingle>(potential, absorbed, weights, scalings, result, 0, whole),
            Scalings<DoubleScalar, SingleScalar>(potential, absorbed, weights, scalings, result, whole, count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double LargestDifference(double* potential, double* absorbed, int count)
    {
        int whole = Whole(count);
        return Math.Max(
            Largest<TWide, TSingle>(potential, absorbed, isMagnitude: false, 0, whole),
            Largest<DoubleScalar, SingleScalar>(potential, absorbed, isMagnitude: false, whole, count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double LargestDistance(double* left, double* right, int count)
    {
        int whole = Whole(count);
        return Math.Max(
            Largest<TWide, TSingle>(left, right, isMagnitude: true, 0, whole),
            Largest<DoubleScalar, SingleScalar>(left, right, isMagnitude: true, whole, count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Potentials(double* sums, double* absorbed, double epsilon, double shift, double* result, int count)
    {
        int whole = Whole(count);
        Potentials<TWide, TSingle>(sums, absorbed, epsilon, shift, result, 0, whole);
        Potentials<DoubleScalar, SingleScalar>(sums, absorbed, epsilon, shift, result, whole, count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double Violation(double* before, double* after, double* weights, double scale, int count)
    {
        int whole = Whole(count);
        return Violation<TWide, TSingle>(before, after, weights, scale, 0, whole)
            + Violation<DoubleScalar, SingleScalar>(before, after, weights, scale, whole, count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void MultiplyAdd(double* left, double factor, double* right, double* result, int count)
    {
        int whole = Whole(count);
        MultiplyAdd<TWide, TSingle>(left, factor, right, result, 0, whole);
        MultiplyAdd<DoubleScalar, SingleScalar>(left, factor, right, result, whole, count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Difference(double* left, double* right, double* factors, double* result, int count)
    {
        int whole = Whole(count);
        Difference<TWide, TSingle>(left, right, factors, result, 0, whole);
        Difference<DoubleScalar, SingleScalar>(left, right, factors, result, whole, count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Divide(double* left, double* right, double* result, int count)
    {
        int whole = Whole(count);
        for (int i = 0; i < whole; i += TWide.Count)
            TWide.Store(TWide.Divide(TWide.Load(left + i), TWide.Load(right + i)), result + i);
        for (int i = whole; i < count; i++)
            result[i] = left[i] / right[i];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double Dot(double* left, double* right, int count)
    {
        int whole = Whole(count);
        TWide even = default;
        TWide odd = default;
        int i = 0;
        for (; i <= whole - (2 * TWide.Count); i += 2 * TWide.Count)
        {
            even = TWide.MultiplyAdd(TWide.Load(left + i), TWide.Load(right + i), even);
            odd = TWide.MultiplyAdd(TWide.Load(left + i + TWide.Count), TWide.Load(right + i + TWide.Count), odd);
        }

        for (; i < whole; i += TWide.Count)
            even = TWide.MultiplyAdd(TWide.Load(left + i), TWide.Load(right + i), even);
        double sum = TWide.Sum(even + odd);
        for (; i < count; i++)
            sum += left[i] * right[i];
        return sum;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Narrow(double* values, float* result, int count)
    {
        int whole = Whole(count);
        for (int i = 0; i < whole; i += TWide.Count)
            TSingle.Store(TWide.Narrow(TWide.Load(values + i)), result + i);
        for (int i = whole; i < count; i++)
            result[i] = (float)values[i];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Shift(double* values, double constant, int count)
    {
        int whole = Whole(count);
        TWide added = TWide.Create(constant);
        for (int i = 0; i < whole; i += TWide.Count)
            TWide.Store(TWide.Load(values + i) + added, values + i);
        for (int i = whole; i < count; i++)
            values[i] += constant;
    }

    private static int Whole(int count) => count - (count % TWide.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Scalings<TLanes, TNarrow>(
        double* potential, double* absorbed, double* weights, ScalingRange scalings, double* result, int first, int end)
        where TLanes : unmanaged, IWideLanes<TLanes, TNarrow>
        where TNarrow : unmanaged, ILanes<TNarrow, float>
    {
        TLanes scale = TLanes.Create(scalings.Scale);
        TLanes shift = TLanes.Create(scalings.Shift);
        TLanes least = TLanes.Create(scalings.Least);
        TLanes largest = default;
        for (int i = first; i < end; i += TLanes.Count)
        {
            TLanes value = TLanes.Load(potential + i) - shift;
            if (absorbed != null)
                value -= TLanes.Load(absorbed + i);
            TLanes exponent = value * scale;
            largest = TLanes.Max(largest, TLanes.Max(exponent, default(TLanes) - exponent));
            exponent = TLanes.Min(TLanes.Create(LargestExponent), TLanes.Max(least, exponent)) * TLanes.Create(BinaryLogarithmOfE);
            TLanes.Store(default(DoubleExponential<TLanes>).Evaluate(exponent) * TLanes.Load(weights + i), result + i);
        }

        return TLanes.Maximum(largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Largest<TLanes, TNarrow>(double* left, double* right, bool isMagnitude, int first, int end)
        where TLanes : unmanaged, IWideLanes<TLanes, TNarrow>
        where TNarrow : unmanaged, ILanes<TNarrow, float>
    {
        TLanes largest = TLanes.Create(double.NegativeInfinity);
        for (int i = first; i < end; i += TLanes.Count)
        {
            TLanes difference = right == null ? TLanes.Load(left + i) : TLanes.Load(left + i) - TLanes.Load(right + i);
            largest = TLanes.Max(largest, isMagnitude ? TLanes.Max(difference, default(TLanes) - difference) : difference);
        }

        return TLanes.Maximum(largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Potentials<TLanes, TNarrow>(double* sums, double* absorbed, double epsilon, double shift, double* result, int first, int end)
        where TLanes : unmanaged, IWideLanes<TLanes, TNarrow>
        where TNarrow : unmanaged, ILanes<TNarrow, float>
    {
        TLanes negativeEpsilon = TLanes.Create(-epsilon);
        TLanes negativeShift = TLanes.Create(-shift);
        for (int i = first; i < end; i += TLanes.Count)
        {
            TLanes constant = absorbed == null ? negativeShift : TLanes.Load(absorbed + i) + negativeShift;
            TLanes.Store(TLanes.MultiplyAdd(negativeEpsilon, TLanes.Log(TLanes.Load(sums + i)), constant), result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Violation<TLanes, TNarrow>(double* before, double* after, double* weights, double scale, int first, int end)
        where TLanes : unmanaged, IWideLanes<TLanes, TNarrow>
        where TNarrow : unmanaged, ILanes<TNarrow, float>
    {
        TLanes factor = TLanes.Create(scale);
        TLanes least = TLanes.Create(-LargestExponent);
        TLanes most = TLanes.Create(LargestExponent);
        TLanes sum = default;
        for (int i = first; i < end; i += TLanes.Count)
        {
            TLanes exponent = TLanes.Min(most, TLanes.Max(least, (TLanes.Load(before + i) - TLanes.Load(after + i)) * factor));
            TLanes change = default(DoubleExponential<TLanes>).Evaluate(exponent * TLanes.Create(BinaryLogarithmOfE)) - TLanes.Create(1);
            sum = TLanes.MultiplyAdd(TLanes.Load(weights + i), TLanes.Max(change, default(TLanes) - change), sum);
        }

        return TLanes.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<TLanes, TNarrow>(double* left, double factor, double* right, double* result, int first, int end)
        where TLanes : unmanaged, IWideLanes<TLanes, TNarrow>
        where TNarrow : unmanaged, ILanes<TNarrow, float>
    {
        TLanes multiplier = TLanes.Create(factor);
        for (int i = first; i < end; i += TLanes.Count)
        {
            TLanes value = TLanes.Load(left + i);
            TLanes.Store(right == null ? value * multiplier : TLanes.MultiplyAdd(value, multiplier, TLanes.Load(right + i)), result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Difference<TLanes, TNarrow>(double* left, double* right, double* factors, double* result, int first, int end)
        where TLanes : unmanaged, IWideLanes<TLanes, TNarrow>
        where TNarrow : unmanaged, ILanes<TNarrow, float>
    {
        for (int i = first; i < end; i += TLanes.Count)
        {
            TLanes difference = TLanes.Load(left + i) - TLanes.Load(right + i);
            TLanes.Store(factors == null ? difference : difference * TLanes.Load(factors + i), result + i);
        }
    }
}
