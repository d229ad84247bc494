namespace Microsoft.ML.SlicedOT;

/// <summary>The unit vectors <c>theta_1 … theta_L</c> along which measures are projected.</summary>
public sealed class SlicingDirections
{
    private const double UnitTolerance = 1e-3;
    private const double FrameTolerance = 1e-2;

    private readonly float[] _vectors;
    private readonly Lazy<bool> _formTightFrame;
    private readonly Lazy<float[]> _bundles;

    private SlicingDirections(float[] vectors, int dimension)
    {
        _vectors = vectors;
        Dimension = dimension;
        Count = vectors.Length / dimension;
        _formTightFrame = new Lazy<bool>(ComputeFormTightFrame);
        _bundles = new Lazy<float[]>(ArrangeBundles);
    }

    /// <summary>The number L of directions.</summary>
    public int Count { get; }

    /// <summary>The dimension d of the space.</summary>
    public int Dimension { get; }

    /// <summary>All directions, row-major (L x d).</summary>
    public ReadOnlySpan<float> Vectors => _vectors;

    /// <summary>
    /// Whether <c>(d/L) sum_l theta_l theta_l^T</c> is the identity (to 1 % in the Frobenius norm relative to sqrt(d)):
    /// then the average of the sliced potentials times d is unbiased for pure translations.
    /// </summary>
    internal bool FormTightFrame => _formTightFrame.Value;

    /// <summary>Direction <paramref name="l"/>: d coordinates of length 1.</summary>
    /// <param name="l">Index, 0 … <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> this[int l] => _vectors.AsSpan(l * Dimension, Dimension);

    /// <summary>Chooses directions. The same arguments give the same directions on every machine.</summary>
    /// <param name="scheme">How they are spread.</param>
    /// <param name="count">Their number L, at least 1; on the line (d = 1) there is always one.</param>
    /// <param name="dimension">The dimension d, at least 1.</param>
    /// <param name="seed">Seed of the random schemes; <see cref="DirectionScheme.Even"/> in d &lt;= 3 does not depend on it.</param>
    public static SlicingDirections Create(DirectionScheme scheme, int count, int dimension, int seed) =>
        Create(scheme, count, dimension, seed, CancellationToken.None);

    /// <summary>The same, cancelled between directions: orthogonal ones take d^3 operations a block.</summary>
    internal static SlicingDirections Create(DirectionScheme scheme, int count, int dimension, int seed, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (!Enum.IsDefined(scheme))
            throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "Choose Even, Orthogonal or Random.");
        if (dimension == 1)
            return new SlicingDirections([1f], 1);

        if ((long)count * dimension > Array.MaxLength / 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"{count} directions in {dimension} dimensions are {(long)count * dimension} numbers, more than an array should hold; choose fewer directions.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var vectors = new double[count * dimension];
        var generator = new SeededGenerator((ulong)seed);
        switch (scheme)
        {
            case DirectionScheme.Even when dimension == 2:
                DirectionLayouts.EqualAngles(vectors);
                break;
            case DirectionScheme.Even when dimension == 3:
                DirectionLayouts.HalfSphereFibonacci(vectors);
                break;
            case DirectionScheme.Random:
                DirectionLayouts.Random(vectors, dimension, ref generator);
                break;
            default:
                DirectionLayouts.OrthogonalBlocks(vectors, dimension, ref generator, cancellationToken);
                break;
        }

        return new SlicingDirections(Array.ConvertAll(vectors, static x => (float)x + 0f), dimension);
    }

    /// <summary>Takes given directions, such as a saved model's.</summary>
    /// <param name="vectors">Row-major L x d, each of length 1 within 0.1 %; kept as given.</param>
    /// <param name="dimension">The dimension d.</param>
    /// <exception cref="ArgumentException">No direction, an incomplete one, or one whose length is not 1.</exception>
    public static SlicingDirections FromVectors(ReadOnlySpan<float> vectors, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (vectors.IsEmpty || vectors.Length % dimension != 0)
            throw new ArgumentException($"{vectors.Length} numbers are not one or more directions in dimension {dimension}.", nameof(vectors));
        float[] copy = vectors.ToArray();
        for (int start = 0; start < copy.Length; start += dimension)
        {
            double square = 0;
            foreach (float x in copy.AsSpan(start, dimension))
                square += (double)x * x;
            if (!(Math.Abs(Math.Sqrt(square) - 1) <= UnitTolerance))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Direction {start / dimension} has length {Math.Sqrt(square)}; directions must have length 1. Divide it by its length."),
                    nameof(vectors));
            }
        }

        return new SlicingDirections(copy, dimension);
    }

    /// <summary>The directions of a bundle, coordinate after coordinate, <see cref="SliceBundle.Size"/> numbers each; missing directions are 0.</summary>
    internal ReadOnlySpan<float> Bundle(int bundle) =>
        _bundles.Value.AsSpan(bundle * Dimension * SliceBundle.Size, Dimension * SliceBundle.Size);

    private float[] ArrangeBundles()
    {
        var bundles = new float[checked(SliceBundle.Count(this) * Dimension * SliceBundle.Size)];
        for (int l = 0; l < Count; l++)
            for (int k = 0; k < Dimension; k++)
                bundles[(((l / SliceBundle.Size * Dimension) + k) * SliceBundle.Size) + (l % SliceBundle.Size)] = _vectors[(l * Dimension) + k];
        return bundles;
    }

    private bool ComputeFormTightFrame()
    {
        if (Count < Dimension)
            return false;
        double scale = (double)Dimension / Count;
        double deviation = 0;
        for (int p = 0; p < Dimension; p++)
            for (int q = 0; q <= p; q++)
            {
                double sum = 0;
                for (int l = 0; l < Count; l++)
                    sum += (double)_vectors[(l * Dimension) + p] * _vectors[(l * Dimension) + q];
                double entry = (scale * sum) - (p == q ? 1 : 0);
                deviation += (p == q ? 1 : 2) * entry * entry;
            }

        return Math.Sqrt(deviation / Dimension) <= FrameTolerance;
    }
}
