using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <inheritdoc/>
internal sealed unsafe class RoundedDivergenceKernel<TWide, TSingle> : RoundedDivergenceKernel
    where TWide : unmanaged, IWideLanes<TWide, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
{
    /// <summary>Up to this relative change the series is exact to 1e-13; above it the closed form cancels no more than that.</summary>
    private const double SmallChange = 0.02;

    private const double Tiny = 1e-300;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Row(
        double* plan, double* costs, double* offsets, double* columnScales, double* missing, int count,
        double rowScale, double remainder, double rowOffset, double scale)
    {
        TWide x = TWide.Create(rowScale);
        TWide e = TWide.Create(remainder);
        TWide offset = TWide.Create(rowOffset);
        TWide negativeScale = TWide.Create(-scale);
        TWide sum = default;
        for (int j = 0; j < count; j += TWide.Count)
        {
            TWide entry = TWide.Load(plan + j);
            TWide added = e * TWide.Load(missing + j);
            TWide kept = x * TWide.Load(columnScales + j);
            TWide change = kept - TWide.Create(1)
                + TWide.Divide(added, TWide.Max(entry, TWide.Create(Tiny)));
            TWide exponent = TWide.MultiplyAdd(negativeScale, TWide.Load(costs + j), TWide.Load(offsets + j) + offset);
            TWide magnitude = TWide.Max(change, TWide.Create(0) - change);
            sum += TWide.SelectIfLess(
                magnitude,
                TWide.Create(SmallChange),
                entry * Series(change),
                Closed(entry, TWide.MultiplyAdd(entry, kept, added), exponent));
        }

        return TWide.Sum(sum);
    }

    /// <summary><c>(1 + r) log(1 + r) - r = r^2/2 - r^3/6 + r^4/12 - …</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Series(TWide change)
    {
        TWide value = TWide.Create(1.0 / 56);
        value = TWide.MultiplyAdd(value, change, TWide.Create(-1.0 / 42));
        value = TWide.MultiplyAdd(value, change, TWide.Create(1.0 / 30));
        value = TWide.MultiplyAdd(value, change, TWide.Create(-1.0 / 20));
        value = TWide.MultiplyAdd(value, change, TWide.Create(1.0 / 12));
        value = TWide.MultiplyAdd(value, change, TWide.Create(-1.0 / 6));
        value = TWide.MultiplyAdd(value, change, TWide.Create(0.5));
        return value * change * change;
    }

    /// <summary><c>R (log R - log P) - R + P</c>, with log P from its exponent: right also where P underflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Closed(TWide entry, TWide rounded, TWide exponent)
    {
        TWide logRatio = TWide.Log(TWide.Max(rounded, TWide.Create(Tiny))) - (exponent * TWide.Create(0.6931471805599453));
        return TWide.Max(TWide.MultiplyAdd(rounded, logRatio - TWide.Create(1), entry), TWide.Create(0));
    }
}
