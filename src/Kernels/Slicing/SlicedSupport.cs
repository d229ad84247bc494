namespace Microsoft.ML.SlicedOT;

/// <summary>A support projected on each of L directions and sorted there.</summary>
internal sealed class SlicedSupport
{
    private readonly float[] _positions;
    private readonly int[] _order;

    internal SlicedSupport(Support support, SlicingDirections directions)
    {
        Count = support.Count;
        _positions = new float[checked(directions.Count * Count)];
        _order = new int[_positions.Length];
        var sort = new PositionSort();
        for (int l = 0; l < directions.Count; l++)
        {
            Span<float> positions = _positions.AsSpan(l * Count, Count);
            Projection.Project(support, directions[l], positions);
            sort.Sort(positions, _order.AsSpan(l * Count, Count));
        }
    }

    /// <summary>Number n of points.</summary>
    internal int Count { get; }

    /// <summary>The n positions along direction <paramref name="l"/>, ascending.</summary>
    internal ReadOnlySpan<float> Positions(int l) => _positions.AsSpan(l * Count, Count);

    /// <summary>Which point of the support is at each place of <see cref="Positions"/>.</summary>
    internal ReadOnlySpan<int> Order(int l) => _order.AsSpan(l * Count, Count);
}
