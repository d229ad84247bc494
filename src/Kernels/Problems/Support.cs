using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The points <c>x_1 … x_n</c> of a discrete measure in R^d. Immutable and safe to share between threads, but for the points that a measure was made
/// with and owns: <see cref="DiscreteMeasure.Assign(ReadOnlySpan{float}, int, ReadOnlySpan{float}, WeightNormalization)"/> replaces those.
/// </summary>
public sealed class Support
{
    private float[] _coordinates;
    private float[] _spare = [];
    private float[] _axes = [];
    private bool _hasAxes;
    private ProductGrid? _grid;
    private bool _hasGrid;
    private ulong _contentHash;

    /// <summary>Copies <paramref name="coordinates"/> into a support of <c>coordinates.Length / dimension</c> points.</summary>
    /// <param name="coordinates">Row-major coordinates, point after point; all finite.</param>
    /// <param name="dimension">The number d of coordinates of a point, at least 1.</param>
    /// <exception cref="PairException">No points, a length that is no multiple of <paramref name="dimension"/>, or a coordinate that is not finite.</exception>
    public Support(ReadOnlySpan<float> coordinates, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Dimension = dimension;
        _coordinates = [];
        Assign(coordinates);
    }

    /// <summary>The number n of points, at least 1.</summary>
    public int Count { get; private set; }

    /// <summary>The number d of coordinates of each point, at least 1.</summary>
    public int Dimension { get; }

    /// <summary>All coordinates, row-major (n x d).</summary>
    public ReadOnlySpan<float> Coordinates => _coordinates.AsSpan(0, Count * Dimension);

    /// <summary>The d coordinates of point <paramref name="i"/>.</summary>
    /// <param name="i">Index of the point, 0 … <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> this[int i] => _coordinates.AsSpan(i * Dimension, Dimension);

    /// <summary>A number that depends on the points alone (equal contents, equal hash), the same on every machine and runtime.</summary>
    internal ulong ContentHash
    {
        get
        {
            ulong hash = Volatile.Read(ref _contentHash);
            if (hash == 0)
            {
                hash = StableHash.Of(Coordinates, (ulong)Dimension); // a buffer that was larger has a tail of other points
                Volatile.Write(ref _contentHash, hash);
            }

            return hash;
        }
    }

    /// <summary>The axes of the product grid the points form, or <see langword="null"/> where they form none.</summary>
    internal ProductGrid? ProductGrid
    {
        get
        {
            if (!Volatile.Read(ref _hasGrid))
            {
                _grid = SlicedOT.ProductGrid.Detect(this);
                Volatile.Write(ref _hasGrid, true);
            }

            return _grid;
        }
    }

    /// <summary>How often the points were replaced.</summary>
    internal long Version { get; private set; }

    /// <summary>
    /// The pixels of an image in the plane: pixel (r, c) is point <c>r * columns + c</c> at
    /// <c>(c / s, 1 - r / s)</c> with <c>s = max(rows, columns) - 1</c>, so that the longer side has length 1 and the picture stands upright.
    /// </summary>
    /// <param name="rows">Number of rows of pixels, at least 1.</param>
    /// <param name="columns">Number of columns of pixels, at least 1.</param>
    public static Support Grid(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        float scale = Math.Max(1, Math.Max(rows, columns) - 1);
        var coordinates = new float[checked(2 * rows * columns)];
        for (int r = 0, k = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
            {
                coordinates[k++] = c / scale;
                coordinates[k++] = 1 - (r / scale);
            }

        return new Support(coordinates, 2);
    }

    /// <summary>Whether both supports hold the same points in the same order.</summary>
    /// <param name="other">The support to compare with.</param>
    internal bool ContentEquals([NotNullWhen(true)] Support? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Dimension == other.Dimension && Coordinates.SequenceEqual(other.Coordinates));

    /// <summary>All coordinates axis after axis (d x n): what vectorised kernels read. Built on first use.</summary>
    internal ReadOnlySpan<float> Axes => Dimension == 1 ? Coordinates : (Volatile.Read(ref _hasAxes) ? _axes : BuildAxes()).AsSpan(0, Count * Dimension);

    /// <summary>Coordinate <paramref name="k"/> of all points, contiguous.</summary>
    internal ReadOnlySpan<float> Axis(int k) => Axes.Slice(k * Count, Count);

    /// <summary>Throws where the points of <paramref name="target"/> have another dimension than these, which are the source's.</summary>
    internal void RequireDimensionOf(Support target)
    {
        if (Dimension != target.Dimension)
        {
            throw new PairException(
                $"The source has points of dimension {Dimension} and the target of dimension {target.Dimension}; both must be equal.");
        }
    }

    /// <summary>Replaces the points in place, allocating only where there are more than ever before. Not while another thread reads them.</summary>
    /// <exception cref="PairException">No points, no whole number of them, or a coordinate that is not finite; the points are then as they were.</exception>
    internal void Assign(ReadOnlySpan<float> coordinates)
    {
        if (coordinates.IsEmpty)
            throw new PairException("A measure needs at least one point, and none was given.");
        if (coordinates.Length % Dimension != 0)
        {
            throw new PairException(
                $"{coordinates.Length} coordinates are not a whole number of points in dimension {Dimension}; give dimension times the number of points.");
        }

        // Copied first, so that what is checked is what is kept, whatever another thread writes into the caller's memory meanwhile.
        float[] copy = _spare.Length >= coordinates.Length ? _spare : new float[coordinates.Length];
        for (int k = 0; k < coordinates.Length; k++)
        {
            float value = coordinates[k];
            if (!float.IsFinite(value))
            {
                throw new PairException(
                    FormattableString.Invariant($"Coordinate {k % Dimension} of point {k / Dimension} is {value}; coordinates must be finite. Remove the point or fill in the value."),
                    slot: k);
            }

            copy[k] = value + 0f; // turns -0 into +0: equal points then have equal bits
        }

        _spare = _coordinates;
        _coordinates = copy;
        _hasAxes = false;
        _grid = null;
        _hasGrid = false;
        _contentHash = 0;
        Count = coordinates.Length / Dimension;
        Version++;
    }

    /// <summary>Coordinates axis after axis (d x n): what vectorised kernels read. Threads that build them at the same time write the same numbers.</summary>
    private float[] BuildAxes()
    {
        float[] axes = _axes.Length >= Count * Dimension ? _axes : new float[Count * Dimension];
        for (int i = 0, source = 0; i < Count; i++)
            for (int k = 0; k < Dimension; k++)
                axes[(k * Count) + i] = _coordinates[source++];
        _axes = axes;
        Volatile.Write(ref _hasAxes, true);
        return axes;
    }
}
