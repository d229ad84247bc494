using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>Both supports of a geometry, projected and sorted along the same directions.</summary>
internal sealed class SlicedGeometry
{
    private static readonly ConditionalWeakTable<Geometry, SlicedGeometry> Kept = [];

    private SlicedGeometry(Geometry geometry, SlicingDirections directions)
    {
        Directions = directions;
        Source = new SlicedSupport(geometry.SourcePoints, directions);
        Target = geometry.IsSymmetric ? Source : new SlicedSupport(geometry.TargetPoints, directions);
    }

    public SlicingDirections Directions { get; }

    public SlicedSupport Source { get; }

    public SlicedSupport Target { get; }

    /// <summary>
    /// The slices of a shared geometry, kept as long as it lives for the last directions asked for; null for the geometry of a single pair,
    /// whose slices are not worth keeping.
    /// </summary>
    public static SlicedGeometry? Of(Geometry geometry, SlicingDirections directions)
    {
        if (!geometry.IsShared)
            return null;
        if (Kept.TryGetValue(geometry, out SlicedGeometry? slices) && ReferenceEquals(slices.Directions, directions))
            return slices;
        lock (geometry.Lock)
        {
            if (!Kept.TryGetValue(geometry, out slices) || !ReferenceEquals(slices.Directions, directions))
            {
                slices = new SlicedGeometry(geometry, directions);
                Kept.AddOrUpdate(geometry, slices);
            }

            return slices;
        }
    }
}

/// <summary>A support projected on each of L directions and sorted there.</summary>
internal sealed unsafe class SlicedSupport
{
    public SlicedSupport(Support support, SlicingDirections directions)
    {
        int bundles = SliceBundle.Count(directions);
        int length = checked(support.Count * SliceBundle.Size);
        Keys = new double[checked(bundles * length)];
        var buffer = new SliceBuffer();
        for (int bundle = 0; bundle < bundles; bundle++)
            new ReadOnlySpan<double>(buffer.Slice(support.Coordinates, directions, bundle), length).CopyTo(Keys.AsSpan(bundle * length));
        GC.KeepAlive(buffer);
    }

    /// <summary>The keys of bundle after bundle, see <see cref="SliceBundle"/>.</summary>
    public double[] Keys { get; }
}

/// <summary>Reusable buffers for the positions on a line, sorted.</summary>
internal sealed class SortedSlice
{
    private readonly PositionSort _sort = new();
    private float[] _positions = [];
    private int[] _order = [];
    private int _count;

    /// <summary>The positions: as given, ascending after <see cref="Sort"/>.</summary>
    public ReadOnlySpan<float> Positions => _positions.AsSpan(0, _count);

    /// <summary>Which point is at each place of <see cref="Positions"/>.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, _count);

    /// <summary>Room for <paramref name="count"/> positions, to be filled by the caller.</summary>
    public Span<float> Reserve(int count)
    {
        if (_positions.Length < count)
        {
            _positions = new float[count];
            _order = new int[count];
        }

        _count = count;
        return _positions.AsSpan(0, count);
    }

    /// <summary>Sorts the positions.</summary>
    public void Sort() => _sort.Sort(_positions.AsSpan(0, _count), _order.AsSpan(0, _count));
}
