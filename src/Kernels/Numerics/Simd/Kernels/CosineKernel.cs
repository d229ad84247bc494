using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Sums of cosines of linear functions of points, in one pass over the points and double precision.</summary>
/// <remarks>
/// Angles are in turns: a whole number of them is dropped without any rounding, and what is left has one polynomial. An angle is rounded to about
/// 1e-16 times its magnitude, and with it the cosine to 2 pi times as much; the polynomial itself is good to 1e-15.
/// </remarks>
internal abstract unsafe class CosineKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static CosineKernel Instance { get; } = VectorWidth.Choose<Maker, CosineKernel>(default);

    /// <summary><c>result_i = sum_k coefficients_k cos(2 pi (phases_k + sum_l frequencies_kl axes_li))</c>.</summary>
    /// <param name="axes">Coordinates of the points, axis after axis, each padded.</param>
    /// <param name="count">Number of points with padding, a multiple of the widest vectors.</param>
    /// <param name="dimension">Number of axes, at least 1.</param>
    /// <param name="frequencies">Row-major, one row of <paramref name="dimension"/> numbers a cosine, in turns per unit of length.</param>
    /// <param name="phases">One number a cosine, in turns.</param>
    /// <param name="coefficients">One number a cosine.</param>
    /// <param name="cosines">Number of cosines.</param>
    /// <param name="result">Receives the sums, padded.</param>
    public abstract void Combine(
        double* axes, int count, int dimension, double* frequencies, double* phases, double* coefficients, int cosines, double* result);

    private readonly struct Maker : IForLanes<CosineKernel>
    {
        public CosineKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => new CosineKernel<TDouble>();
    }
}

/// <inheritdoc/>
internal sealed unsafe class CosineKernel<TLanes> : CosineKernel
    where TLanes : unmanaged, ILanes<TLanes, double>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override void Combine(
        double* axes, int count, int dimension, double* frequencies, double* phases, double* coefficients, int cosines, double* result)
    {
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TLanes sum = default;
            double* frequency = frequencies;
            for (int k = 0; k < cosines; k++, frequency += dimension)
            {
                TLanes angle = TLanes.Create(phases[k]);
                double* coordinate = axes + i;
                for (int l = 0; l < dimension; l++, coordinate += count)
                    angle = TLanes.MultiplyAdd(TLanes.Create(frequency[l]), TLanes.Load(coordinate), angle);
                sum = TLanes.MultiplyAdd(TLanes.Create(coefficients[k]), Cosine(angle), sum);
            }

            TLanes.Store(sum, result + i);
        }
    }

    /// <summary>cos(2 pi angle): a minimax polynomial of degree 10 in the square of what the nearest whole number leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Cosine(TLanes angle)
    {
        TLanes part = angle - TLanes.Round(angle);
        TLanes square = part * part;
        TLanes value = TLanes.MultiplyAdd(TLanes.Create(0.0033598389395385017), square, TLanes.Create(-0.036138194684499));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(0.2819246783843361));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(-1.7143738764982825));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(7.903534127688745));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(-26.426256591152228));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(60.244641361604096));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(-85.45681720637337));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(64.93939402266317));
        value = TLanes.MultiplyAdd(value, square, TLanes.Create(-19.739208802178684));
        return TLanes.MultiplyAdd(value, square, TLanes.Create(1.0));
    }
}
