using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Room for one bundle of sorted slices at a time; it grows to the largest support seen.</summary>
internal sealed unsafe class SliceBuffer
{
    private readonly AlignedBuffer<double> _keys = new();

    /// <summary>Projects a support on a bundle of directions and sorts it there.</summary>
    /// <returns>The keys, see <see cref="SliceBundle"/>; they stay until the next call.</returns>
    internal double* Slice(Support support, SlicingDirections directions, int bundle)
    {
        if (support.Count > SliceBundle.MostPoints)
            throw new ArgumentException($"The support has {support.Count} points; slices can be sorted of at most {SliceBundle.MostPoints}.", nameof(support));
        _keys.Resize(SliceBundle.SortingLength(support.Count));
        fixed (float* points = support.Coordinates, vectors = directions.Bundle(bundle))
            SliceKernel.Instance.Slice(points, support.Count, support.Dimension, vectors, SliceBundle.Lanes(directions, bundle), _keys.Pointer);
        return _keys.Pointer;
    }
}
