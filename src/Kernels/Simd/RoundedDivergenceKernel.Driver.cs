using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <inheritdoc/>
internal sealed unsafe class RoundedDivergenceKernel<TWide, TSingle> : RoundedDivergenceKernel
    where TWide : unmanaged, IWideLanes<TWide, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
{
    /// <summary>Up to this relative change the series is exact to 1e-13; above it the closed form, with log P taken from its exponent, cancels no more than that.</summary>
    private const double SmallChange = 0.02;

    private const double Tiny = 1e-300;

    private const double NaturalLogarithmOf2 = 0.6931471805599453;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Row(
        double* plan, double* costs, double* offsets, double* logWeights, double* columnScales, double* missing, int count,
        in RoundedRow row, out double primal)
    {
        TWide rowScale = TWide.Create(row.Scale);
        TWide remainder = TWide.Create(row.Remainder);
        TWide offset = TWide.Create(row.Offset);
        TWide logWeight = TWide.Create(row.LogWeight);
        TWide negativeScale = TWide.Create(-row.CostScale);
        TWide ln2 = TWide.Create(NaturalLogarithmOf2);
        TWide unit = TWide.Create(1 / (row.CostScale * NaturalLogarithmOf2));
        TWide sum = default;
        TWide primalSum = default;
        for (int j = 0; j < count; j += TWide.Count)
        {
            TWide entry = TWide.Load(plan + j);
            TWide cost = TWide.Load(costs + j);
            TWide added = remainder * TWide.Load(missing + j);
            TWide kept = rowScale * TWide.Load(columnScales + j);
            TWide change = kept - TWide.Create(1) + TWide.Divide(added, TWide.Max(entry, TWide.Create(Tiny)));
            TWide rounded = TWide.MultiplyAdd(entry, kept, added);
            TWide logarithm = TWide.Log(TWide.Max(rounded, TWide.Create(Tiny)));
            TWide exponent = TWide.MultiplyAdd(negativeScale, cost, TWide.Load(offsets + j) + offset);
            TWide closed = TWide.MultiplyAdd(rounded, logarithm - (exponent * ln2) - TWide.Create(1), entry);
            TWide magnitude = TWide.Max(change, TWide.Create(0) - change);
            sum += TWide.SelectIfLess(magnitude, TWide.Create(SmallChange), entry * Series(change), TWide.Max(closed, TWide.Create(0)));
            TWide overProduct = logarithm - ((TWide.Load(logWeights + j) + logWeight) * ln2);
            primalSum = TWide.MultiplyAdd(rounded, TWide.MultiplyAdd(overProduct, unit, cost), primalSum);
        }

        primal = TWide.Sum(primalSum);
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
}
