using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Half-steps between product grids with the squared Euclidean cost, whose kernel factorises into one small matrix an axis: on 28 x 28 pixels
/// 2 * 28 * 784 multiplications instead of 784 * 784. In double precision.
/// </summary>
internal sealed unsafe class SeparableHalfSteps : TransformHalfSteps
{
    /// <summary>Up to this cost over epsilon neither the kernel nor its products with scalings underflow.</summary>
    private const double LargestExponent = 300;

    /// <summary>Scalings are cut off here, far below anything that matters next to <see cref="LargestExponent"/>.</summary>
    private const double LeastScaling = -390;

    /// <summary>What matrices and tensors may take whatever the number of points: 128 MB.</summary>
    private const double MostNumbers = 1L << 24;

    /// <summary>What they may take a point. Square grids, however large, need about four.</summary>
    private const double MostNumbersAPoint = 8;

    /// <summary>Numbers of one buffer that an index can still tell apart.</summary>
    private const double LargestBuffer = 1L << 30;

    private readonly AxisKernels _toTarget = new();
    private readonly AxisKernels _toSource = new();
    private readonly AlignedBuffer<int> _sourcePlaces = new();
    private readonly AlignedBuffer<int> _targetPlaces = new();
    private readonly AlignedBuffer<double> _scalings = new();
    private PackedProblem _problem = null!;
    private Geometry? _geometry;
    private double _epsilon;

    /// <inheritdoc/>
    public override double Precision => 1e-13;

    /// <inheritdoc/>
    public override bool IsDoublePrecision => true;

    /// <summary>The bytes held.</summary>
    public long Bytes => _toTarget.Bytes + _toSource.Bytes + _sourcePlaces.Bytes + _targetPlaces.Bytes + _scalings.Bytes;

    /// <summary>Whether the kernel of an epsilon factorises and stays within the range of double precision.</summary>
    public static bool Applies(Geometry geometry, double epsilon) =>
        geometry.Cost is SquaredEuclideanCost
        && geometry.CostBound <= LargestExponent * epsilon
        && geometry.SourcePoints.ProductGrid is { } source
        && geometry.TargetPoints.ProductGrid is { } target
        && HaveSameOrder(source.Axes, target.Axes)
        && FitsIntoMemory(source, target, (long)geometry.SourceCount + geometry.TargetCount);

    /// <summary>Makes ready for a problem; what depends on geometry and epsilon alone is kept from the last one.</summary>
    public SeparableHalfSteps Prepare(PackedProblem problem)
    {
        _problem = problem;
        Geometry geometry = problem.Problem.Geometry;
        if (ReferenceEquals(_geometry, geometry) && _epsilon == problem.Epsilon)
            return this;
        _geometry = null; // what follows may fail, and the matrices are then nobody's
        ProductGrid source = geometry.SourcePoints.ProductGrid!;
        ProductGrid target = geometry.TargetPoints.ProductGrid!;
        _toTarget.Prepare(source, target, problem.Epsilon);
        _toSource.Prepare(target, source, problem.Epsilon);
        FillPlaces(_sourcePlaces, geometry.SourceCount, source.Axes[^1].Values.Length);
        FillPlaces(_targetPlaces, geometry.TargetCount, target.Axes[^1].Values.Length);
        _geometry = geometry;
        _epsilon = problem.Epsilon;
        return this;
    }

    /// <inheritdoc/>
    public override void ToTarget(ReadOnlySpan<double> f, Span<double> g, bool all) =>
        Transform(_toTarget, f, _problem.Source, _sourcePlaces, g, _problem.Target, _targetPlaces, all);

    /// <inheritdoc/>
    public override void ToSource(ReadOnlySpan<double> g, Span<double> f, bool all) =>
        Transform(_toSource, g, _problem.Target, _targetPlaces, f, _problem.Source, _sourcePlaces, all);

    /// <summary>Thin grids across each other need a number for each pair of points: those are left to the log domain, which needs one a point.</summary>
    private static bool FitsIntoMemory(ProductGrid source, ProductGrid target, long points)
    {
        double numbers = 0;
        double largest = 0;
        AxisKernels.CountNumbers(source, target, ref numbers, ref largest);
        AxisKernels.CountNumbers(target, source, ref numbers, ref largest);
        return largest <= LargestBuffer && numbers <= Math.Max(MostNumbers, MostNumbersAPoint * (double)points);
    }

    private static bool HaveSameOrder(GridAxis[] source, GridAxis[] target)
    {
        if (source.Length != target.Length)
            return false;
        for (int k = 0; k < source.Length; k++)
        {
            if (source[k].Coordinate != target[k].Coordinate)
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillPlaces(AlignedBuffer<int> buffer, int count, int fastestLength)
    {
        Span<int> places = buffer.Resize(count);
        int gap = AlignedBuffer<double>.Padded(fastestLength) - fastestLength;
        for (int i = 0, place = 0; i < count; i++, place++)
        {
            if (i > 0 && i % fastestLength == 0)
                place += gap;
            places[i] = place;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform(
        AxisKernels kernels,
        ReadOnlySpan<double> from, PackedSide fromSide, AlignedBuffer<int> fromPlaces,
        Span<double> to, PackedSide toSide, AlignedBuffer<int> toPlaces, bool all)
    {
        int count = fromSide.ActiveCount;
        VectorKernel vectors = VectorKernel.Instance;
        _scalings.Resize(count);
        double* scalings = _scalings.Pointer;
        double largest;
        fixed (double* values = from)
        {
            largest = vectors.LargestDifference(values, null, count);
            vectors.Scalings(values, null, fromSide.Weights, new ScalingRange(1 / _epsilon, largest, LeastScaling), scalings, count);
        }

        double* tensor = kernels.Clear();
        int* index = fromSide.ActiveIndex;
        int* places = fromPlaces.Pointer;
        for (int k = 0; k < count; k++)
            tensor[places[index == null ? k : index[k]]] = scalings[k];

        double* sums = kernels.Multiply();
        int toCount = all ? toSide.Count : toSide.ActiveCount;
        index = all ? null : toSide.ActiveIndex;
        places = toPlaces.Pointer;
        for (int k = 0; k < toCount; k++)
            to[k] = sums[places[index == null ? k : index[k]]];
        fixed (double* potential = to)
            vectors.Potentials(potential, null, _epsilon, largest, potential, toCount);
    }
}
