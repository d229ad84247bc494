namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The orthonormal frames along which measures are sketched, and how: each measure becomes the means of its quantile function over equal cells of mass, along every
/// direction, relative to its mean. Immutable.
/// </summary>
/// <remarks>
/// The mean square of the differences of cell means is at most the mean square of those of the quantile functions (Jensen), so the sum over a frame is a lower
/// bound of W2², like that of <see cref="TransportCostBounds"/> in a frame that knows nothing of the pair.
/// </remarks>
internal sealed class SketchDirections
{
    /// <summary>Lanes of a block: directions that are summed at once.</summary>
    public const int Block = 16;

    /// <summary>Cells of mass.</summary>
    public const int Levels = 32;

    /// <summary>Two blocks: whole frames up to as many directions, one frame above.</summary>
    private const int UsualDirections = 32;

    private readonly double[] _vectors;

    public SketchDirections(int dimension, double[] vectors)
    {
        Dimension = dimension;
        _vectors = vectors;
        Count = vectors.Length / dimension;
        Blocks = (Count + Block - 1) / Block;
    }

    public int Dimension { get; }

    /// <summary>The number of directions, a multiple of the dimension.</summary>
    public int Count { get; }

    public int Blocks { get; }

    /// <summary>Numbers of one sketch: block by block, level by level, lane by lane; lanes without a direction are zero.</summary>
    public int Length => Blocks * Levels * Block;

    /// <summary>All vectors, row-major.</summary>
    public ReadOnlySpan<double> Vectors => _vectors;

    /// <summary>Equal angles in the plane, otherwise seeded rotations.</summary>
    public static SketchDirections Create(int dimension, int seed)
    {
        int frames = dimension == 1 ? 1 : Math.Max(1, UsualDirections / dimension);
        var vectors = new double[checked(frames * dimension * dimension)];
        if (dimension == 1)
        {
            vectors[0] = 1;
        }
        else if (dimension == 2)
        {
            for (int r = 0; r < frames; r++)
            {
                (double sine, double cosine) = Math.SinCos(Math.PI / 2 * r / frames);
                (vectors[4 * r], vectors[(4 * r) + 1], vectors[(4 * r) + 2], vectors[(4 * r) + 3]) = (cosine, sine, -sine, cosine);
            }
        }
        else
        {
            var generator = new SeededGenerator((ulong)seed);
            DirectionLayouts.OrthogonalBlocks(vectors, dimension, ref generator, CancellationToken.None);
        }

        return new SketchDirections(dimension, vectors);
    }

    /// <summary>Sketches a measure.</summary>
    /// <param name="measure">The measure, of this dimension.</param>
    /// <param name="workspace">One thread's buffers.</param>
    /// <param name="quantiles">Receives <see cref="Length"/> cell means relative to the mean.</param>
    /// <param name="mean">Receives the mean.</param>
    /// <returns>The trace of the covariance.</returns>
    public double Sketch(DiscreteMeasure measure, SketchWorkspace workspace, Span<float> quantiles, Span<double> mean)
    {
        CenteredAtoms atoms = workspace.Atoms;
        atoms.Load(measure);
        atoms.Center(measure.Support, withCovariance: false);
        atoms.Mean.AsSpan(0, Dimension).CopyTo(mean);
        quantiles[..Length].Clear();
        workspace.Reserve(atoms.Count);
        Span<double> positions = workspace.Positions.AsSpan(0, atoms.Count);
        Span<long> masses = workspace.Masses.AsSpan(0, atoms.Count);
        for (int l = 0; l < Count; l++)
        {
            atoms.Project(_vectors.AsSpan(l * Dimension, Dimension), positions);
            atoms.Masses.AsSpan(0, atoms.Count).CopyTo(masses);
            positions.Sort(masses);
            WriteCells(positions, masses, quantiles[(l / Block * Levels * Block)..], l % Block);
        }

        return atoms.Trace;
    }

    private static void WriteCells(ReadOnlySpan<double> positions, ReadOnlySpan<long> masses, Span<float> block, int lane)
    {
        long total = 0;
        foreach (long mass in masses)
            total += mass;
        int atom = 0;
        long left = masses[0], passed = 0;
        for (int k = 0; k < Levels; k++)
        {
            // Integer borders: 32 divides one's 2^60, and what rounding left of the sum goes to the last cell.
            long end = k == Levels - 1 ? total : FixedPointMass.One / Levels * (k + 1), cell = end - passed;
            double sum = 0;
            long rest = cell;
            while (rest > 0)
            {
                long moved = Math.Min(rest, left);
                sum += moved * positions[atom];
                rest -= moved;
                left -= moved;
                if (left == 0 && atom + 1 < positions.Length)
                    left = masses[++atom];
            }

            passed = end;
            block[(k * Block) + lane] = (float)(sum / cell);
        }
    }
}

/// <summary>One thread's buffers for sketches.</summary>
internal sealed class SketchWorkspace
{
    private AtomPiece[] _pieces = [];
    private double[] _sums = [];

    public CenteredAtoms Atoms { get; } = new();

    public double[] Positions { get; private set; } = [];

    public long[] Masses { get; private set; } = [];

    public Span<AtomPiece> Pieces(int count)
    {
        if (_pieces.Length < count)
            _pieces = new AtomPiece[count];
        return _pieces.AsSpan(0, count);
    }

    public Span<double> Sums(int dimension)
    {
        if (_sums.Length < dimension)
            _sums = new double[dimension];
        return _sums.AsSpan(0, dimension);
    }

    public void Reserve(int count)
    {
        if (Positions.Length >= count)
            return;
        Positions = new double[count];
        Masses = new long[count];
    }
}
