using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>Room for one bundle of sorted slices at a time; it grows to the largest support seen.</summary>
internal sealed unsafe class SliceBuffer
{
    private readonly AlignedBuffer<double> _keys = new();

    /// <summary>Projects points on a bundle of directions and sorts them there.</summary>
    /// <param name="points">The points, row-major.</param>
    /// <param name="directions">The directions.</param>
    /// <param name="bundle">Which of their bundles.</param>
    /// <returns>The keys, see <see cref="SliceBundle"/>; they stay until the next call.</returns>
    public double* Slice(ReadOnlySpan<float> points, SlicingDirections directions, int bundle) =>
        Slice(points, directions.Bundle(bundle), directions.Dimension, SliceBundle.Lanes(directions, bundle));

    /// <summary>The same along directions that are in no <see cref="SlicingDirections"/>.</summary>
    /// <param name="points">The points, row-major.</param>
    /// <param name="directions">A bundle, coordinate after coordinate, <see cref="SliceBundle.Size"/> numbers each.</param>
    /// <param name="dimension">The number of coordinates.</param>
    /// <param name="lanes">How many of the directions to sort along.</param>
    public double* Slice(ReadOnlySpan<float> points, ReadOnlySpan<float> directions, int dimension, int lanes)
    {
        int count = points.Length / dimension;
        if (count > SliceBundle.MostPoints)
            throw new ArgumentException($"There are {count} points; slices can be sorted of at most {SliceBundle.MostPoints}.", nameof(points));
        _keys.Resize(SliceBundle.SortingLength(count));
        fixed (float* first = points, vectors = directions)
            SliceKernel.Instance.Slice(first, count, dimension, vectors, lanes, _keys.Pointer);
        return _keys.Pointer;
    }
}
