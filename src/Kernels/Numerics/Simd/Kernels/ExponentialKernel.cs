using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>
/// Rows of <c>2^(offset_j - scale * C_rj)</c>: their log-sums (the soft c-transform) and their values (couplings and kernels).
/// The implementation is one generic driver, compiled for the vector width of the machine, the precision and the kind of cost.
/// </summary>
internal abstract unsafe class ExponentialKernel
{
    /// <summary>The offset of a column that takes no part: its power is zero next to any other.</summary>
    public const float Absent = -1e30f;

    private const int Shapes = 5;

    private static readonly ExponentialKernel?[] Cache = new ExponentialKernel?[3 * Shapes];

    /// <summary>The kernel for a kind of cost and a precision, for the widest vectors the machine computes with.</summary>
    public static ExponentialKernel For(CostShape shape, KernelPrecision precision) =>
        Cache[((int)precision * Shapes) + (int)shape] ??= Create(shape, precision);

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

    private static ExponentialKernel Create(CostShape shape, KernelPrecision precision) =>
        Vector512.IsHardwareAccelerated ? Create<Double512, Single512>(shape, precision)
        : Vector256.IsHardwareAccelerated ? Create<Double256, Single256>(shape, precision)
        : Vector128.IsHardwareAccelerated ? Create<Double128, Single128>(shape, precision)
        : Create<DoubleScalar, SingleScalar>(shape, precision);

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
            _ => new ExponentialKernel<TExponent, T, TResult, TOut, TExponential, SquaredEuclideanAny<TExponent, T>>(),
        };
}
