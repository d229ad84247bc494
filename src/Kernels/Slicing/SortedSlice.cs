namespace Microsoft.ML.SlicedOT;

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
