using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The points <c>x_1 … x_n</c> of a discrete measure in R^d. Immutable, and safe to share between threads.
/// </summary>
public sealed class Support
{
    private readonly float[] _coordinates;
    private float[]? _axes;
    private GridDetection? _grid;
    private ulong _contentHash;

    /// <summary>Copies <paramref name="coordinates"/> into a support of <c>coordinates.Length / dimension</c> points.</summary>
    /// <param name="coordinates">Row-major coordinates, point after point; all finite.</param>
    /// <param name="dimension">The number d of coordinates of a point, at least 1.</param>
    /// <exception cref="PairException">No points, a length that is no multiple of <paramref name="dimension"/>, or a coordinate that is not finite.</exception>
    public Support(ReadOnlySpan<float> coordinates, int dimension)
        : this(Validated(coordinates, dimension), dimension, grid: null)
    {
    }

    private Support(float[] coordinates, int dimension, GridDetection? grid)
    {
        _coordinates = coordinates;
        _grid = grid;
        Dimension = dimension;
        Count = coordinates.Length / dimension;
    }

    /// <summary>The number n of points, at least 1.</summary>
    public int Count { get; }

    /// <summary>The number d of coordinates of each point, at least 1.</summary>
    public int Dimension { get; }

    /// <summary>All coordinates, row-major (n x d).</summary>
    public ReadOnlySpan<float> Coordinates => _coordinates;

    /// <summary>The d coordinates of point <paramref name="i"/>.</summary>
    /// <param name="i">Index of the point, 0 … <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> this[int i] => _coordinates.AsSpan(i * Dimension, Dimension);

    /// <summary>A number that depends on the points alone (equal contents, equal hash), the same on every machine and runtime.</summary>
    public ulong ContentHash
    {
        get
        {
            ulong hash = Volatile.Read(ref _contentHash);
            if (hash == 0)
            {
                hash = StableHash.Of(_coordinates, (ulong)Dimension);
                Volatile.Write(ref _contentHash, hash);
            }

            return hash;
        }
    }

    /// <summary>The axes of the product grid the points form, or <see langword="null"/> where they form none.</summary>
    internal ProductGrid? ProductGrid => (_grid ??= new GridDetection(SlicedOT.ProductGrid.Detect(this))).Grid;

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

        return new Support(coordinates, 2, grid: null);
    }

    /// <summary>Whether both supports hold the same points in the same order.</summary>
    /// <param name="other">The support to compare with.</param>
    public bool ContentEquals([NotNullWhen(true)] Support? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Dimension == other.Dimension && Coordinates.SequenceEqual(other.Coordinates));

    /// <summary>Coordinate <paramref name="k"/> of all points, contiguous.</summary>
    internal ReadOnlySpan<float> Axis(int k) => Axes.AsSpan(k * Count, Count);

    /// <summary>All coordinates axis after axis (d x n): what vectorised kernels read. Built on first use.</summary>
    internal float[] Axes => Volatile.Read(ref _axes) ?? BuildAxes();

    /// <summary>Throws where the points of <paramref name="target"/> have another dimension than these, which are the source's.</summary>
    internal void RequireDimensionOf(Support target)
    {
        if (Dimension != target.Dimension)
        {
            throw new PairException(
                $"The source has points of dimension {Dimension} and the target of dimension {target.Dimension}; both must be equal.");
        }
    }

    private float[] BuildAxes()
    {
        float[] axes = _coordinates;
        if (Dimension > 1)
        {
            axes = new float[_coordinates.Length];
            for (int i = 0, source = 0; i < Count; i++)
                for (int k = 0; k < Dimension; k++)
                    axes[(k * Count) + i] = _coordinates[source++];
        }

        Volatile.Write(ref _axes, axes);
        return axes;
    }

    private static float[] Validated(ReadOnlySpan<float> coordinates, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (coordinates.IsEmpty)
            throw new PairException("A measure needs at least one point, and none was given.");
        if (coordinates.Length % dimension != 0)
        {
            throw new PairException(
                $"{coordinates.Length} coordinates are not a whole number of points in dimension {dimension}; give dimension times the number of points.");
        }

        var copy = new float[coordinates.Length];
        for (int k = 0; k < copy.Length; k++)
        {
            float value = coordinates[k];
            if (!float.IsFinite(value))
            {
                throw new PairException(
                    FormattableString.Invariant($"Coordinate {k % dimension} of point {k / dimension} is {value}; coordinates must be finite. Remove the point or fill in the value."),
                    slot: k);
            }

            copy[k] = value + 0f; // turns -0 into +0: equal points then have equal bits
        }

        return copy;
    }

    private sealed record GridDetection(ProductGrid? Grid);
}
