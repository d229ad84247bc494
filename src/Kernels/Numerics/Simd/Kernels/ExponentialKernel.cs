using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Rows of <c>2^(offset_j - scale * C_rj)</c>: their log-sums (the soft c-transform) and their values (couplings and kernels).
/// The implementation is one generic driver, compiled for the vector width of the machine, the precision and the kind of cost.
/// </summary>
internal abstract unsafe class ExponentialKernel
{
    /// <summary>The offset of a column that takes no part: its power is zero next to any other.</summary>
    public const float Absent = -1e30f;

    private const int Shapes = 6;

    private static readonly ExponentialKernel?[] Cache = new ExponentialKernel?[3 * Shapes];

    /// <summary>The kernel for a kind of cost and a precision, for the widest vectors the machine computes with.</summary>
    public static ExponentialKernel For(CostShape shape, KernelPrecision precision) =>
        Cache[((int)precision * Shapes) + (int)shape] ??= VectorWidth.Choose<Maker, ExponentialKernel>(new Maker(shape, precision));

    /// <summary>
    /// <c>result[k] = log2 sum_j 2^(offset_j - scale * C_rj)</c> for row <c>r = rowIndex[k]</c> (or k where <paramref name="rowIndex"/> is null),
    /// k = <paramref name="first"/> … <paramref name="end"/> - 1; minus infinity where no column takes part.
    /// </summary>
    /// <param name="rows">The costs.</param>
    /// <param name="offsets">One number a column, padded with <see cref="Absent"/>; float for <see cref="KernelPrecision.Single"/>, otherwise double.</param>
    /// <param name="scale">Multiplies the costs.</param>
    /// <param name="rowIndex">Which row each result belongs to, or null.</param>
    /// <param name="first">The first result to compute.</param>
    /// <param name="end">The result after the last to compute.</param>
    /// <param name="result">Receives the log-sums; what it holds before is taken as a first guess if <paramref name="guessed"/>.</param>
    /// <param name="guessed">Whether <paramref name="result"/> holds guesses.</param>
    public abstract void LogSums(in CostRows rows, void* offsets, double scale, int* rowIndex, int first, int end, double* result, bool guessed);

    /// <summary><c>destination[j] = min(2^(rowOffset + offset_j - scale * C_rj), 2^126)</c> (2^1000 in double precision) for j below <paramref name="count"/>.</summary>
    /// <param name="rows">The costs.</param>
    /// <param name="offsets">As in <see cref="LogSums"/>.</param>
    /// <param name="scale">Multiplies the costs.</param>
    /// <param name="row">The row r.</param>
    /// <param name="rowOffset">Added to every exponent.</param>
    /// <param name="destination">Receives the powers: double for <see cref="KernelPrecision.Double"/>, otherwise float.</param>
    /// <param name="count">How many to write: the number of columns, with or without padding.</param>
    /// <param name="keepNormal">Whether powers that would underflow become the least normal number rather than zero: for matrices that are computed with.</param>
    public abstract void StoreRow(in CostRows rows, void* offsets, double scale, int row, double rowOffset, void* destination, int count, bool keepNormal = false);

    /// <summary>The kernel of a given width, for tests that compare widths.</summary>
    public static ExponentialKernel Create<TWide, TSingle>(CostShape shape, KernelPrecision precision)
        where TWide : unmanaged, IWideLanes<TWide, TSingle>
        where TSingle : unmanaged, ILanes<TSingle, float> => precision switch
        {
            KernelPrecision.Single => Create<TSingle, float, TSingle, float, SingleExponential<TSingle>>(shape),
            KernelPrecision.Mixed => Create<TWide, double, TSingle, float, MixedExponential<TWide, TSingle>>(shape),
            _ => Create<TWide, double, TWide, double, DoubleExponential<TWide>>(shape),
        };

    private static ExponentialKernel Create<TExponent, T, TResult, TOut, TExponential>(CostShape shape)
        where TExponent : unmanaged, ILanes<TExponent, T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        where TResult : unmanaged, ILanes<TResult, TOut>
        where TOut : unmanaged
        where TExponential : struct, IExponential<TExponential, TExponent, TResult> => shape switch
        {
            CostShape.Stored => new ExponentialKernel<TExponent, T, TResult, TOut, TExponential, StoredCost<TExponent, T>>(),
            CostShape.Plane => new ExponentialKernel<TExponent, T, TResult, TOut, TExponential, SquaredEuclidean2<TExponent, T>>(),
            CostShape.Space => new ExponentialKernel<TExponent, T, TResult, TOut, TExponential, SquaredEuclidean3<TExponent, T>>(),
            CostShape.SphereArc => new ExponentialKernel<TExponent, T, TResult, TOut, TExponential, SphereArc<TExponent, T>>(),
            CostShape.Exact => new ExponentialKernel<TExponent, T, TResult, TOut, TExponential, ExactCost<TExponent, T>>(),
            _ => new ExponentialKernel<TExponent, T, TResult, TOut, TExponential, SquaredEuclideanAny<TExponent, T>>(),
        };

    private readonly struct Maker(CostShape shape, KernelPrecision precision) : IForLanes<ExponentialKernel>
    {
        public ExponentialKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => Create<TDouble, TSingle>(shape, precision);
    }
}

/// <inheritdoc/>
internal sealed unsafe class ExponentialKernel<TExponent, T, TResult, TOut, TExponential, TCost> : ExponentialKernel
    where TExponent : unmanaged, ILanes<TExponent, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TResult : unmanaged, ILanes<TResult, TOut>
    where TOut : unmanaged
    where TExponential : struct, IExponential<TExponential, TExponent, TResult>
    where TCost : ICostRow<TCost, TExponent>
{
    /// <summary>Lanes are summed in their own precision over this many columns at most, and in double from there: over more where errors of many lanes average out.</summary>
    private static int ColumnsAtATime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TExponent.Count < 16 ? 32 : 64) * TExponent.Count;
    }

    /// <summary>Rows are summed up so many at a time: lanes of double precision are two vectors already, and more would not stay in registers.</summary>
    private static int RowsTogether
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(T) == sizeof(float) ? 2 : 1;
    }

    private const double BinaryLogarithmOfE = 1.4426950408889634;

    /// <summary>Logarithms are taken of this many sums together.</summary>
    private const int RowsAtATime = 64;

    /// <summary>A sum of powers within 2^±60 has lost nothing that matters to underflow or overflow.</summary>
    private const double LargestSafeSum = 1L << 60;

    /// <summary>An exponent whose power is zero.</summary>
    private const double UnderflowExponent = -5000;

    /// <summary>The least exponent of a normal number: what is smaller is slow to compute with, and nothing next to a sum.</summary>
    private static double LeastNormalExponent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(TOut) == sizeof(float) ? -126 : -1022;
    }

    /// <summary>An exponent whose power still leaves room for sums; with negative costs a kernel in double needs all of it.</summary>
    private static double GreatestExponent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(TOut) == sizeof(float) ? 126 : 1000;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void LogSums(in CostRows rows, void* offsets, double scale, int* rowIndex, int first, int end, double* result, bool guessed)
    {
        double* shifts = stackalloc double[RowsAtATime];
        double drift = 0; // guesses that failed correct the next rows'
        for (int start = first; start < end; start += RowsAtATime)
        {
            int count = Math.Min(end - start, RowsAtATime);
            double* sums = result + start;
            for (int k = 0; k < count; k++)
                shifts[k] = Math.Round((guessed && double.IsFinite(sums[k]) ? sums[k] : 0) + drift);
            Sums(rows, rowIndex, start, count, (T*)offsets, scale, shifts, sums);
            double used = drift;
            for (int k = 0; k < count; k++)
            {
                if (sums[k] > 1 / LargestSafeSum && sums[k] < LargestSafeSum)
                    continue;
                double shift = Math.Round(Maximum(rows, RowOf(rowIndex, start + k), (T*)offsets, scale));
                double missed = shift - shifts[k];
                shifts[k] = shift;
                sums[k] = 0;
                if (shift > Absent / 2)
                {
                    drift = used + missed;
                    Sums(rows, rowIndex, start + k, 1, (T*)offsets, scale, shifts + k, sums + k);
                }
            }

            VectorKernel.Instance.Potentials(sums, shifts, -BinaryLogarithmOfE, 0, sums, count);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void StoreRow(in CostRows rows, void* offsets, double scale, int row, double rowOffset, void* destination, int count, bool keepNormal)
    {
        TExponent negativeScale = TExponent.Create(T.CreateTruncating(-scale));
        TExponent offset = TExponent.Create(T.CreateTruncating(rowOffset));
        TExponent floor = TExponent.Create(T.CreateTruncating(keepNormal ? LeastNormalExponent : UnderflowExponent));
        TExponent ceiling = TExponent.Create(T.CreateTruncating(GreatestExponent));
        TCost costs = TCost.Create(rows, row);
        TExponential exponential = TExponential.Create();
        var powers = (TOut*)destination;
        int last = rows.PaddedColumnCount - TExponent.Count;
        TExponent now = Exponent(costs, (T*)offsets, 0, negativeScale, offset, floor);
        TExponent next = Exponent(costs, (T*)offsets, Math.Min(TExponent.Count, last), negativeScale, offset, floor);
        int column = 0;
        for (; column <= count - TExponent.Count; column += TExponent.Count)
        {
            TResult power = exponential.Evaluate(TExponent.Min(now, ceiling));
            now = next;
            next = Exponent(costs, (T*)offsets, Math.Min(column + (2 * TExponent.Count), last), negativeScale, offset, floor);
            TResult.Store(power, powers + column);
        }

        if (column < count)
        {
            TOut* end = stackalloc TOut[TExponent.Count];
            TResult.Store(exponential.Evaluate(TExponent.Min(now, ceiling)), end);
            for (int k = 0; column < count; column++, k++)
                powers[column] = end[k];
        }
    }

    /// <summary>The exponent of a column, cut off below, so that an overflow of scaled costs does no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TExponent Exponent(TCost row, T* offsets, int column, TExponent negativeScale, TExponent offset, TExponent floor)
    {
        TExponent exponent = TExponent.MultiplyAdd(negativeScale, row.Cost(column), TExponent.Load(offsets + column) + offset);
        return TExponent.Max(exponent, floor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RowOf(int* rowIndex, int k) => rowIndex == null ? k : rowIndex[k];

    /// <summary>
    /// Sums of powers of rows. An exponent and its power make a long chain of dependent operations, and the next columns' chains fit in the
    /// processor's queues only in part: so there are two vectors' chains side by side, each cut in two by computing exponents two columns ahead.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Sums(in CostRows rows, int* rowIndex, int first, int count, T* offsets, double scale, double* shifts, double* sums)
    {
        TExponent negativeScale = TExponent.Create(T.CreateTruncating(-scale));
        TExponent floor = TExponent.Create(T.CreateTruncating(LeastNormalExponent));
        TExponential exponential = TExponential.Create();
        int columns = rows.PaddedColumnCount;
        int last = columns - TExponent.Count;
        int second = Math.Min(TExponent.Count, last);
        for (int k = 0; k < count; k += RowsTogether)
        {
            int other = Math.Min(k + RowsTogether - 1, count - 1);
            TCost costs = TCost.Create(rows, RowOf(rowIndex, first + k));
            TCost otherCosts = TCost.Create(rows, RowOf(rowIndex, first + other));
            TExponent offset = TExponent.Create(T.CreateTruncating(-shifts[k]));
            TExponent otherOffset = TExponent.Create(T.CreateTruncating(-shifts[other]));
            TExponent now = Exponent(costs, offsets, 0, negativeScale, offset, floor);
            TExponent next = Exponent(costs, offsets, second, negativeScale, offset, floor);
            TExponent otherNow = Exponent(otherCosts, offsets, 0, negativeScale, otherOffset, floor);
            TExponent otherNext = Exponent(otherCosts, offsets, second, negativeScale, otherOffset, floor);
            double total = 0;
            double otherTotal = 0;
            for (int start = 0; start < columns; start += ColumnsAtATime)
            {
                int end = Math.Min(columns, start + ColumnsAtATime);
                TResult sum = default;
                TResult otherSum = default;
                for (int column = start; column < end; column += TExponent.Count)
                {
                    int ahead = Math.Min(column + (2 * TExponent.Count), last);
                    sum += exponential.Evaluate(now);
                    now = next;
                    next = Exponent(costs, offsets, ahead, negativeScale, offset, floor);
                    if (RowsTogether == 1)
                        continue;
                    otherSum += exponential.Evaluate(otherNow);
                    otherNow = otherNext;
                    otherNext = Exponent(otherCosts, offsets, ahead, negativeScale, otherOffset, floor);
                }

                total += TResult.Sum(sum);
                otherTotal += TResult.Sum(otherSum);
            }

            sums[other] = otherTotal;
            sums[k] = total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Maximum(in CostRows rows, int row, T* offsets, double scale)
    {
        TExponent negativeScale = TExponent.Create(T.CreateTruncating(-scale));
        TCost costs = TCost.Create(rows, row);
        TExponent maximum = TExponent.Create(T.CreateTruncating(double.MinValue));
        for (int column = 0; column < rows.PaddedColumnCount; column += TExponent.Count)
            maximum = TExponent.Max(maximum, TExponent.MultiplyAdd(negativeScale, costs.Cost(column), TExponent.Load(offsets + column)));
        return TExponent.Maximum(maximum);
    }
}
