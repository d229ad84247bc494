using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Sums over rows of a plan <c>P_j = 2^(rowOffset + offset_j - scale * C_rj)</c> in double precision, entries computed on the way.
/// </summary>
internal abstract unsafe class PlanKernel
{
    private static readonly PlanKernel?[] Cache = new PlanKernel?[6];

    /// <summary>The kernel for a kind of cost, for the widest vectors the machine computes with.</summary>
    public static PlanKernel For(CostShape shape) => Cache[(int)shape] ??= VectorWidth.Choose<Maker, PlanKernel>(new Maker(shape));

    /// <summary>Stores the entries, adds them to <paramref name="columnSums"/> and returns their sum.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="row">The row.</param>
    /// <param name="rowOffset">The row's offset.</param>
    /// <param name="columnSums">Sums so far, padded.</param>
    /// <param name="entries">Receives the entries, padded.</param>
    /// <param name="kept">Receives the entries over <paramref name="unit"/>, or log2 of the smallest (see <see cref="DivergenceKernel"/>), padded; or null.</param>
    /// <param name="unit">Positive.</param>
    /// <param name="cost">Receives the sum of entries times costs.</param>
    public abstract double AddRow(in PlanRows plan, int row, double rowOffset, double* columnSums, double* entries, float* kept, double unit, out double cost);

    /// <summary>Stores the entries and returns the sum of entries times <paramref name="columnScales"/>.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="row">The row.</param>
    /// <param name="rowOffset">The row's offset.</param>
    /// <param name="columnScales">Factors, padded.</param>
    /// <param name="entries">Receives the entries, padded.</param>
    public abstract double StoreRow(in PlanRows plan, int row, double rowOffset, double* columnScales, double* entries);

    /// <summary><c>sum_j R_j (C_rj + log(R_j / (a b_j)) / (scale ln 2))</c> for the rounded row R: its part of the primal objective.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="row">The row.</param>
    /// <param name="entries">The entries, from <see cref="StoreRow"/>.</param>
    /// <param name="columns">The columns' part of the rounding.</param>
    /// <param name="rounded">The row's part of the rounding.</param>
    public abstract double RoundedPrimal(in PlanRows plan, int row, double* entries, in RoundedColumns columns, in RoundedRow rounded);

    /// <summary>The kernel of a given width, for tests that compare widths.</summary>
    public static PlanKernel Create<TWide, TSingle>(CostShape shape)
        where TWide : unmanaged, IWideLanes<TWide, TSingle>
        where TSingle : unmanaged, ILanes<TSingle, float> => shape switch
        {
            CostShape.Stored => new PlanKernel<TWide, TSingle, StoredCost<TWide, double>>(),
            CostShape.Plane => new PlanKernel<TWide, TSingle, SquaredEuclidean2<TWide, double>>(),
            CostShape.Space => new PlanKernel<TWide, TSingle, SquaredEuclidean3<TWide, double>>(),
            CostShape.SphereArc => new PlanKernel<TWide, TSingle, SphereArc<TWide, double>>(),
            CostShape.Exact => new PlanKernel<TWide, TSingle, ExactCost<TWide, double>>(),
            _ => new PlanKernel<TWide, TSingle, SquaredEuclideanAny<TWide, double>>(),
        };

    private readonly struct Maker(CostShape shape) : IForLanes<PlanKernel>
    {
        public PlanKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => Create<TDouble, TSingle>(shape);
    }
}

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

/// <summary>A plan <c>2^(rowOffset_r + offset_j - scale * C_rj)</c> seen row by row.</summary>
internal unsafe struct PlanRows
{
    /// <summary>The costs.</summary>
    public CostRows Costs;

    /// <summary>One offset a column, padded with <see cref="ExponentialKernel.Absent"/>.</summary>
    public double* Offsets;

    /// <summary>Multiplies the costs.</summary>
    public double Scale;
}
