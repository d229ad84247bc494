using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <inheritdoc/>
internal sealed unsafe class PlanKernel<TWide, TSingle, TCost> : PlanKernel
    where TWide : unmanaged, IWideLanes<TWide, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
    where TCost : ICostRow<TCost, TWide>
{
    /// <summary>Up to this relative change the series is exact to 1e-13; above it the closed form, with log P taken from its exponent, cancels no more than that.</summary>
    private const double SmallChange = 0.02;

    private const double Tiny = 1e-300;

    private const double NaturalLogarithmOf2 = 0.6931471805599453;

    /// <summary>An exponent whose power is zero.</summary>
    private const double UnderflowExponent = -5000;

    /// <summary>Entries are cut off here, so that sums stay finite.</summary>
    private const double LargestExponent = 900;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double AddRow(in PlanRows plan, int row, double rowOffset, double* columnSums, double* entries, out double cost)
    {
        TCost costs = TCost.Create(plan.Costs, row);
        TWide negativeScale = TWide.Create(-plan.Scale);
        TWide offset = TWide.Create(rowOffset);
        double* offsets = plan.Offsets;
        int count = plan.Costs.PaddedColumnCount;
        int last = count - TWide.Count;
        TWide sum = default;
        TWide costSum = default;
        TWide cost0 = costs.Cost(0);
        TWide exponent0 = Exponent(cost0, negativeScale, TWide.Load(offsets) + offset);
        int second = Math.Min(TWide.Count, last);
        TWide cost1 = costs.Cost(second);
        TWide exponent1 = Exponent(cost1, negativeScale, TWide.Load(offsets + second) + offset);
        for (int j = 0; j < count; j += TWide.Count)
        {
            TWide entry = default(DoubleExponential<TWide>).Evaluate(exponent0);
            sum += entry;
            costSum = TWide.MultiplyAdd(entry, cost0, costSum);
            TWide.Store(entry, entries + j);
            TWide.Store(TWide.Load(columnSums + j) + entry, columnSums + j);
            int ahead = Math.Min(j + (2 * TWide.Count), last);
            cost0 = cost1;
            exponent0 = exponent1;
            cost1 = costs.Cost(ahead);
            exponent1 = Exponent(cost1, negativeScale, TWide.Load(offsets + ahead) + offset);
        }

        cost = TWide.Sum(costSum);
        return TWide.Sum(sum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double StoreRow(in PlanRows plan, int row, double rowOffset, double* columnScales, double* entries)
    {
        TCost costs = TCost.Create(plan.Costs, row);
        TWide negativeScale = TWide.Create(-plan.Scale);
        TWide offset = TWide.Create(rowOffset);
        double* offsets = plan.Offsets;
        int count = plan.Costs.PaddedColumnCount;
        TWide sum = default;
        for (int j = 0; j < count; j += TWide.Count)
        {
            TWide entry = Entry(TWide.MultiplyAdd(negativeScale, costs.Cost(j), TWide.Load(offsets + j) + offset));
            TWide.Store(entry, entries + j);
            sum = TWide.MultiplyAdd(entry, TWide.Load(columnScales + j), sum);
        }

        return TWide.Sum(sum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double RoundedDivergence(in PlanRows plan, int row, double rowOffset, double* entries, in RoundedColumns columns, in RoundedRow rounded)
    {
        TWide rowScale = TWide.Create(rounded.Scale);
        TWide remainder = TWide.Create(rounded.Remainder);
        TWide small = TWide.Create(SmallChange);
        double* scales = columns.Scales;
        double* missing = columns.Missing;
        int count = plan.Costs.PaddedColumnCount;
        TWide sum = default;
        for (int j = 0; j < count; j += TWide.Count)
        {
            TWide entry = TWide.Load(entries + j);
            TWide added = remainder * TWide.Load(missing + j);
            TWide kept = rowScale * TWide.Load(scales + j);
            TWide change = kept - TWide.Create(1) + TWide.Divide(added, TWide.Max(entry, TWide.Create(Tiny)));
            TWide magnitude = TWide.Max(change, TWide.Create(0) - change);
            TWide term = entry * Series(change);
            if (!TWide.AreAllLess(magnitude, small))
                term = TWide.SelectIfLess(magnitude, small, term, Closed(plan, row, rowOffset, j, entry, TWide.MultiplyAdd(entry, kept, added)));
            sum += term;
        }

        return TWide.Sum(sum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double RoundedPrimal(in PlanRows plan, int row, double* entries, in RoundedColumns columns, in RoundedRow rounded)
    {
        TCost costs = TCost.Create(plan.Costs, row);
        TWide rowScale = TWide.Create(rounded.Scale);
        TWide remainder = TWide.Create(rounded.Remainder);
        TWide logWeight = TWide.Create(rounded.LogWeight);
        TWide unit = TWide.Create(1 / (plan.Scale * NaturalLogarithmOf2));
        TWide sum = default;
        for (int j = 0; j < plan.Costs.PaddedColumnCount; j += TWide.Count)
        {
            TWide kept = rowScale * TWide.Load(columns.Scales + j);
            TWide value = TWide.MultiplyAdd(TWide.Load(entries + j), kept, remainder * TWide.Load(columns.Missing + j));
            TWide overProduct = TWide.Log(TWide.Max(value, TWide.Create(Tiny)))
                - ((TWide.Load(columns.LogWeights + j) + logWeight) * TWide.Create(NaturalLogarithmOf2));
            sum = TWide.MultiplyAdd(value, TWide.MultiplyAdd(overProduct, unit, costs.Cost(j)), sum);
        }

        return TWide.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Exponent(TWide cost, TWide negativeScale, TWide offset) =>
        TWide.Min(TWide.Max(TWide.MultiplyAdd(negativeScale, cost, offset), TWide.Create(UnderflowExponent)), TWide.Create(LargestExponent));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Entry(TWide exponent) => default(DoubleExponential<TWide>).Evaluate(
        TWide.Min(TWide.Max(exponent, TWide.Create(UnderflowExponent)), TWide.Create(LargestExponent)));

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

    /// <summary><c>R (log R - log P) - R + P</c>: right also where P underflows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TWide Closed(in PlanRows plan, int row, double rowOffset, int column, TWide entry, TWide rounded)
    {
        TWide exponent = TWide.MultiplyAdd(
            TWide.Create(-plan.Scale), TCost.Create(plan.Costs, row).Cost(column), TWide.Load(plan.Offsets + column) + TWide.Create(rowOffset));
        TWide logRatio = TWide.Log(TWide.Max(rounded, TWide.Create(Tiny))) - (exponent * TWide.Create(NaturalLogarithmOf2));
        return TWide.Max(TWide.MultiplyAdd(rounded, logRatio - TWide.Create(1), entry), TWide.Create(0));
    }
}
