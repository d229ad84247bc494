using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <inheritdoc/>
internal sealed unsafe class PlanKernel<TWide, TSingle, TCost> : PlanKernel
    where TWide : unmanaged, IWideLanes<TWide, TSingle>
    where TSingle : unmanaged, ILanes<TSingle, float>
    where TCost : ICostRow<TCost, TWide>
{
    private const double Tiny = 1e-300;

    private const double NaturalLogarithmOf2 = 0.6931471805599453;

    /// <summary>An exponent whose power is zero.</summary>
    private const double UnderflowExponent = -5000;

    /// <summary>Entries are cut off here, so that sums stay finite.</summary>
    private const double LargestExponent = 900;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double AddRow(in PlanRows plan, int row, double rowOffset, double* columnSums, double* entries, float* kept, double unit, out double cost)
    {
        TCost costs = TCost.Create(plan.Costs, row);
        TWide negativeScale = TWide.Create(-plan.Scale);
        TWide offset = TWide.Create(rowOffset);
        TWide overUnit = TWide.Create(1 / unit);
        TWide unitExponent = TWide.Create(Math.Log2(unit));
        TWide leastKept = TWide.Create(DivergenceKernel.LeastExponent);
        double* offsets = plan.Offsets;
        int count = plan.Costs.PaddedColumnCount;
        int last = count - TWide.Count;
        TWide sum = default;
        TWide costSum = default;
        TWide nextCost = costs.Cost(0);
        TWide nextExponent = TWide.MultiplyAdd(negativeScale, nextCost, TWide.Load(offsets) + offset);
        for (int j = 0; j < count; j += TWide.Count)
        {
            TWide entryCost = nextCost;
            TWide exponent = nextExponent;
            int ahead = Math.Min(j + TWide.Count, last);
            nextCost = costs.Cost(ahead);
            nextExponent = TWide.MultiplyAdd(negativeScale, nextCost, TWide.Load(offsets + ahead) + offset);
            TWide entry = Entry(exponent);
            sum += entry;
            costSum = TWide.MultiplyAdd(entry, entryCost, costSum);
            TWide.Store(entry, entries + j);
            TWide.Store(TWide.Load(columnSums + j) + entry, columnSums + j);
            if (kept != null)
            {
                TWide relative = exponent - unitExponent;
                TSingle.Store(TWide.Narrow(TWide.SelectIfLess(relative, leastKept, relative, entry * overUnit)), kept + j);
            }
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
    private static TWide Entry(TWide exponent) => default(DoubleExponential<TWide>).Evaluate(
        TWide.Min(TWide.Max(exponent, TWide.Create(UnderflowExponent)), TWide.Create(LargestExponent)));
}
