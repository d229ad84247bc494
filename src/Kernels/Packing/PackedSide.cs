using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// One measure of a problem as the vectorised kernels read it: aligned, padded, and without its zero-weight atoms where these are many.
/// </summary>
internal sealed unsafe class PackedSide
{
    /// <summary>Zero-weight atoms are left out where they are at least this part of all.</summary>
    private const double WorthLeavingOut = 0.1;

    private readonly AlignedBuffer<int> _activeIndex = new();
    private readonly AlignedBuffer<float> _points = new();
    private readonly AlignedBuffer<float> _activePoints = new();
    private readonly AlignedBuffer<float> _axes = new();
    private readonly AlignedBuffer<double> _unitAxes = new();
    private AlignedBuffer<double> _weights = new();
    private AlignedBuffer<double> _logWeights = new();
    private AlignedBuffer<double> _otherWeights = new();
    private AlignedBuffer<double> _otherLogWeights = new();
    private bool _hasAllAtoms;
    private bool _hasUnitAxes;

    /// <summary>Number of atoms, zero-weight ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Number of atoms that were packed: all, or those of positive weight.</summary>
    public int ActiveCount { get; private set; }

    /// <summary><see cref="ActiveCount"/> rounded up to whole vectors.</summary>
    public int PaddedCount { get; private set; }

    /// <summary>Whether all atoms were packed.</summary>
    public bool HasAllAtoms => _hasAllAtoms;

    /// <summary>Which atom each packed one is; null where all were packed.</summary>
    public int* ActiveIndex => _hasAllAtoms ? null : _activeIndex.Pointer;

    /// <summary>Row-major coordinates of all atoms.</summary>
    public float* Points => _points.Pointer;

    /// <summary>Row-major coordinates of the packed atoms.</summary>
    public float* ActivePoints => _hasAllAtoms ? _points.Pointer : _activePoints.Pointer;

    /// <summary>Coordinates of the packed atoms axis after axis, each padded with zeros.</summary>
    public float* Axes => _axes.Pointer;

    /// <summary>The same in three dimensions, divided by the points' lengths; computed when first asked for.</summary>
    public double* UnitAxes
    {
        get
        {
            if (!_hasUnitAxes)
                Normalize();
            return _unitAxes.Pointer;
        }
    }

    /// <summary>Weights of the packed atoms, padded with zeros.</summary>
    public double* Weights => _weights.Pointer;

    /// <summary>Weights of the packed atoms.</summary>
    public ReadOnlySpan<double> ActiveWeights => new(_weights.Pointer, ActiveCount);

    /// <summary>log2 of the weights of the packed atoms; <see cref="ExponentialKernel.Absent"/> for zero weights and in the padding.</summary>
    public double* LogWeights => _logWeights.Pointer;

    /// <summary>The bytes held.</summary>
    public long Bytes => _activeIndex.Bytes + _points.Bytes + _activePoints.Bytes + _axes.Bytes + _unitAxes.Bytes + _weights.Bytes + _logWeights.Bytes
        + _otherWeights.Bytes + _otherLogWeights.Bytes;

    /// <summary>Packs a measure.</summary>
    /// <param name="points">The points as the cost reads them.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="leaveOutZeroWeights">Whether zero-weight atoms may be left out.</param>
    /// <param name="withPoints">Whether coordinates are needed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(Support points, ReadOnlySpan<double> weights, bool leaveOutZeroWeights, bool withPoints)
    {
        Count = weights.Length;
        _hasAllAtoms = !leaveOutZeroWeights || weights.Count(0.0) < WorthLeavingOut * Count;
        ActiveCount = Count;
        if (!_hasAllAtoms)
            ActiveCount = AtomsWithMass.Find(weights, _activeIndex.Resize(Count));

        PaddedCount = AlignedBuffer<float>.Padded(ActiveCount);
        PackWeights(weights);
        if (withPoints)
            PackPoints(points);
    }

    /// <summary>Gathers the packed atoms' entries of a vector over all atoms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather<T>(ReadOnlySpan<T> all, Span<T> active)
    {
        if (_hasAllAtoms)
        {
            all.CopyTo(active);
            return;
        }

        int* index = _activeIndex.Pointer;
        for (int k = 0; k < ActiveCount; k++)
            active[k] = all[index[k]];
    }

    /// <summary>Puts entries of the packed atoms in their places among all atoms; the others are left as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scatter(ReadOnlySpan<double> active, Span<double> all)
    {
        if (_hasAllAtoms)
        {
            active[..Count].CopyTo(all);
            return;
        }

        int* index = _activeIndex.Pointer;
        for (int k = 0; k < ActiveCount; k++)
            all[index[k]] = active[k];
    }

    /// <summary>Gives the packed atoms other weights, until <see cref="Restore"/>.</summary>
    public void Reweigh(ReadOnlySpan<double> activeWeights)
    {
        Restore();
        activeWeights.CopyTo(_weights.Resize(PaddedCount));
        PackLogarithms();
    }

    /// <summary>Goes back to the measure's weights, or from those to the others.</summary>
    public void Restore()
    {
        (_weights, _otherWeights) = (_otherWeights, _weights);
        (_logWeights, _otherLogWeights) = (_otherLogWeights, _logWeights);
    }

    private void PackWeights(ReadOnlySpan<double> weights)
    {
        Gather(weights, _weights.Resize(PaddedCount));
        PackLogarithms();
    }

    private void PackLogarithms()
    {
        Span<double> packed = _weights.Span;
        Span<double> logarithms = _logWeights.Resize(PaddedCount);
        packed[ActiveCount..].Clear();
        TensorPrimitives.Log2<double>(packed, logarithms);
        TensorPrimitives.Max(logarithms, ExponentialKernel.Absent, logarithms);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackPoints(Support points)
    {
        int dimension = points.Dimension;
        _hasUnitAxes = false;
        points.Coordinates.CopyTo(_points.Resize(points.Coordinates.Length));
        Span<float> axes = _axes.Resize(checked(PaddedCount * dimension));
        if (!_hasAllAtoms)
            _activePoints.Resize(ActiveCount * dimension);
        for (int axis = 0; axis < dimension; axis++)
        {
            Span<float> packed = axes.Slice(axis * PaddedCount, PaddedCount);
            ReadOnlySpan<float> coordinates = points.Axis(axis);
            packed[ActiveCount..].Clear();
            if (_hasAllAtoms)
            {
                coordinates.CopyTo(packed);
                continue;
            }

            for (int k = 0; k < ActiveCount; k++)
            {
                float coordinate = coordinates[_activeIndex.Pointer[k]];
                packed[k] = coordinate;
                _activePoints.Pointer[(k * dimension) + axis] = coordinate;
            }
        }
    }

    /// <summary>Squares of single precision are exact in double: nothing is rounded but sums, roots and quotients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Normalize()
    {
        float* axes = _axes.Pointer;
        int stride = PaddedCount;
        _unitAxes.Resize(checked(3 * stride));
        double* units = _unitAxes.Pointer;
        Vector<double> least = new(1e-30); // in the padding vectors are zero
        for (int k = 0; k < stride; k += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(axes + k), out Vector<double> x0, out Vector<double> otherX0);
            Vector.Widen(Vector.Load(axes + stride + k), out Vector<double> x1, out Vector<double> otherX1);
            Vector.Widen(Vector.Load(axes + (2 * stride) + k), out Vector<double> x2, out Vector<double> otherX2);
            var length = Vector.Max(Vector.SquareRoot((x0 * x0) + (x1 * x1) + (x2 * x2)), least);
            var otherLength = Vector.Max(Vector.SquareRoot((otherX0 * otherX0) + (otherX1 * otherX1) + (otherX2 * otherX2)), least);
            Store(x0 / length, otherX0 / otherLength, units + k);
            Store(x1 / length, otherX1 / otherLength, units + stride + k);
            Store(x2 / length, otherX2 / otherLength, units + (2 * stride) + k);
        }

        _hasUnitAxes = true;
    }

    private static void Store(Vector<double> first, Vector<double> second, double* destination)
    {
        first.Store(destination);
        second.Store(destination + Vector<double>.Count);
    }
}
