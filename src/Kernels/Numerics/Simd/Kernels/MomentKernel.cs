using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT.Simd;

/// <summary>Weighted means and products of coordinates. Vectors need no padding.</summary>
internal abstract unsafe class MomentKernel
{
    /// <summary>The kernel for the widest vectors the machine computes with.</summary>
    public static MomentKernel Instance { get; } = VectorWidth.Choose<Maker, MomentKernel>(default);

    /// <summary><c>result_i = coordinates_i - sum_j weights_j coordinates_j</c>; returns the sum.</summary>
    public abstract double Center(float* coordinates, double* weights, double* result, int count);

    /// <summary><c>sum_i weights_i left_i right_i</c>.</summary>
    public abstract double WeightedDot(double* weights, double* left, double* right, int count);

    private readonly struct Maker : IForLanes<MomentKernel>
    {
        public MomentKernel With<TDouble, TSingle>()
            where TDouble : unmanaged, IWideLanes<TDouble, TSingle>
            where TSingle : unmanaged, ILanes<TSingle, float> => new MomentKernel<TDouble>();
    }
}

/// <inheritdoc/>
/// <remarks>Every operation is written once over lanes, and run over whole vectors first and single numbers last.</remarks>
internal sealed unsafe class MomentKernel<TWide> : MomentKernel
    where TWide : unmanaged, ILanes<TWide, double>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double Center(float* coordinates, double* weights, double* result, int count)
    {
        int whole = count - (count % TWide.Count);
        double mean = WeightedSum<TWide>(coordinates, weights, 0, whole) + WeightedSum<DoubleScalar>(coordinates, weights, whole, count);
        Subtract<TWide>(coordinates, mean, result, 0, whole);
        Subtract<DoubleScalar>(coordinates, mean, result, whole, count);
        return mean;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public override double WeightedDot(double* weights, double* left, double* right, int count)
    {
        int whole = count - (count % TWide.Count);
        return WeightedDot<TWide>(weights, left, right, 0, whole) + WeightedDot<DoubleScalar>(weights, left, right, whole, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double WeightedSum<TLanes>(float* coordinates, double* weights, int first, int end)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes sum = default;
        for (int i = first; i < end; i += TLanes.Count)
            sum = TLanes.MultiplyAdd(TLanes.Load(weights + i), TLanes.LoadSingles(coordinates + i), sum);
        return TLanes.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract<TLanes>(float* coordinates, double mean, double* result, int first, int end)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes means = TLanes.Create(mean);
        for (int i = first; i < end; i += TLanes.Count)
            TLanes.Store(TLanes.LoadSingles(coordinates + i) - means, result + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double WeightedDot<TLanes>(double* weights, double* left, double* right, int first, int end)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes sum = default;
        for (int i = first; i < end; i += TLanes.Count)
            sum = TLanes.MultiplyAdd(TLanes.Load(weights + i) * TLanes.Load(left + i), TLanes.Load(right + i), sum);
        return TLanes.Sum(sum);
    }
}
