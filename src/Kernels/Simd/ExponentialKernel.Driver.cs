using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <inheritdoc/>
internal sealed unsafe class ExponentialKernel<TExponent, T, TResult, TOut, TExponential, TCost> : ExponentialKernel
    where TExponent : unmanaged, ILanes<TExponent, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TResult : unmanaged, ILanes<TResult, TOut>
    where TOut : unmanaged
    where TExponential : struct, IExponential<TExponential, TExponent, TResult>
    where TCost : ICostRow<TCost, TExponent>
{
    /// <summary>Lanes are summed in their own precision over this many columns at most, and in double from there.</summary>
    private static int ColumnsAtATime => 32 * TExponent.Count;

    private const double BinaryLogarithmOfE = 1.4426950408889634;

    /// <summary>Logarithms are taken of this many sums together.</summary>
    private const int RowsAtATime = 64;

    /// <summary>A sum of powers within 2^±60 has lost nothing that matters to underflow or overflow.</summary>
    private const double SafeSum = 1L << 60;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LogSums(in CostRows rows, void* offsets, double scale, int* rowIndex, int first, int end, double* result, bool guessed)
    {
        double* shifts = stackalloc double[RowsAtATime];
        double drift = 0; // a guess that failed for one row corrects the next row's
        for (int start = first; start < end; start += RowsAtATime)
        {
            int stop = Math.Min(end, start + RowsAtATime);
            for (int k = start; k < stop; k++)
            {
                int row = rowIndex == null ? k : rowIndex[k];
                double guess = guessed && double.IsFinite(result[k]) ? result[k] : 0;
                double shift = Math.Round(guess + drift);
                double sum = Sum(rows, row, (T*)offsets, scale, shift);
                if (!(sum > 1 / SafeSum && sum < SafeSum))
                {
                    shift = Math.Round(Maximum(rows, row, (T*)offsets, scale));
                    sum = shift > Absent / 2 ? Sum(rows, row, (T*)offsets, scale, shift) : 0;
                    drift = double.IsFinite(shift) ? shift - guess : 0;
                }

                shifts[k - start] = shift;
                result[k] = sum;
            }

            VectorKernel.Instance.Potentials(result + start, shifts, -BinaryLogarithmOfE, 0, result + start, stop - start);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void StoreRow(in CostRows rows, void* offsets, double scale, int row, double rowOffset, void* destination, int count, bool keepNormal)
    {
        TExponent negativeScale = TExponent.Create(T.CreateTruncating(-scale));
        TExponent offset = TExponent.Create(T.CreateTruncating(rowOffset));
        TExponent floor = TExponent.Create(T.CreateTruncating(keepNormal ? LeastNormalExponent : UnderflowExponent));
        TCost costs = TCost.Create(rows, row);
        TExponential exponential = TExponential.Create();
        var powers = (TOut*)destination;
        int column = 0;
        for (; column <= count - TExponent.Count; column += TExponent.Count)
            TResult.Store(Power(exponential, costs, (T*)offsets, column, negativeScale, offset, floor), powers + column);

        if (column < count)
        {
            TOut* end = stackalloc TOut[TExponent.Count];
            TResult.Store(Power(exponential, costs, (T*)offsets, column, negativeScale, offset, floor), end);
            for (int k = 0; column < count; column++, k++)
                powers[column] = end[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TResult Power(TExponential exponential, TCost row, T* offsets, int column, TExponent negativeScale, TExponent offset, TExponent floor) =>
        exponential.Evaluate(TExponent.Min(Exponent(row, offsets, column, negativeScale, offset, floor), TExponent.Create(T.CreateTruncating(GreatestExponent))));

    /// <summary>The exponent of a column, cut off below, so that an overflow of scaled costs does no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TExponent Exponent(TCost row, T* offsets, int column, TExponent negativeScale, TExponent offset, TExponent floor)
    {
        TExponent exponent = TExponent.MultiplyAdd(negativeScale, row.Cost(column), TExponent.Load(offsets + column) + offset);
        return TExponent.Max(exponent, floor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Sum(in CostRows rows, int row, T* offsets, double scale, double shift)
    {
        TExponent negativeScale = TExponent.Create(T.CreateTruncating(-scale));
        TExponent offset = TExponent.Create(T.CreateTruncating(-shift));
        TExponent floor = TExponent.Create(T.CreateTruncating(LeastNormalExponent));
        TCost costs = TCost.Create(rows, row);
        TExponential exponential = TExponential.Create();
        int count = rows.PaddedColumnCount;
        double total = 0;
        for (int start = 0; start < count; start += ColumnsAtATime)
        {
            int end = Math.Min(count, start + ColumnsAtATime);
            TResult sum = default;
            for (int column = start; column < end; column += TExponent.Count)
                sum += exponential.Evaluate(Exponent(costs, offsets, column, negativeScale, offset, floor));
            total += TResult.Sum(sum);
        }

        return total;
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
