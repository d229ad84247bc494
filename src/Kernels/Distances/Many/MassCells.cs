using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Cells of equal mass: every measure is halved by mass along the same axis of a shared frame, each half along the next axis, and so on; what is kept are the cells'
/// means, in some frames. Immutable.
/// </summary>
/// <remarks>
/// Joining equal cells is a coupling. Its cost is the mean square of the differences of cell means and the scatter within both measures' cells: an upper bound of W2²
/// that needs no pass over a pair's atoms. Between cells of a measure with a few hundred atoms little scatter is left.
/// </remarks>
internal sealed class MassCells
{
    private const int MostDepth = 7;
    private const int LeastDepth = 3;
    private const int MostFrames = 6;

    /// <summary>In more than a few dimensions this bounds the numbers of a sketch: of a frame, and of all.</summary>
    private const int MostNumbersOfAFrame = 8192;

    private const int UsualNumbers = 4096;

    /// <summary>So many measures say which axes a collection spreads along.</summary>
    private const int MostMeasuresPooled = 256;

    private readonly double[] _frames;
    private readonly int[] _axes;

    public MassCells(int dimension, int depth, double[] frames, int[] axes)
    {
        (Dimension, Depth, _frames, _axes) = (dimension, depth, frames, axes);
        Frames = frames.Length / (dimension * dimension);
    }

    public int Dimension { get; }

    /// <summary>How often a measure is halved.</summary>
    public int Depth { get; }

    public int Frames { get; }

    /// <summary>Numbers of one frame: cell by cell, coordinate by coordinate of the frame.</summary>
    public int FrameLength => (1 << Depth) * Dimension;

    public int Length => Frames * FrameLength;

    /// <summary>Frames, row-major, one after the other.</summary>
    public ReadOnlySpan<double> Vectors => _frames;

    /// <summary>The axis of every halving, frame by frame.</summary>
    public ReadOnlySpan<int> Axes => _axes;

    /// <summary>Frames around the axes that measures of a collection spread along most.</summary>
    public static MassCells Create(IReadOnlyList<DiscreteMeasure> sources, IReadOnlyList<DiscreteMeasure> targets, int seed)
    {
        int d = sources[0].Dimension, depth = MostDepth;
        while (depth > LeastDepth && (1L << depth) * d > MostNumbersOfAFrame)
            depth--;
        int count = d == 1 ? 1 : (int)Math.Clamp(UsualNumbers / ((1L << depth) * d), 1, MostFrames);
        double[] pooled = Pool(sources, targets, d), values = new double[d], vectors = new double[d * d], first = new double[d * d];
        SymmetricEigen.Decompose((double[])pooled.Clone(), d, values, vectors);
        int[] order = [.. Enumerable.Range(0, d).OrderByDescending(k => values[k])];
        for (int k = 0; k < d; k++)
            for (int l = 0; l < d; l++)
                first[(k * d) + l] = vectors[(l * d) + order[k]];

        var candidates = new FrameCandidates();
        candidates.Prepare(d, count - 1, seed);
        double[] frames = [.. first, .. Enumerable.Range(0, count - 1).SelectMany(r => candidates.Turn(first, r).ToArray())];
        return new MassCells(d, depth, frames, [.. Enumerable.Range(0, count).SelectMany(r => AxesOf(frames.AsSpan(r * d * d, d * d), pooled, d, depth))]);
    }

    /// <summary>Writes the means of a centred measure's cells in every frame, and the scatter that is left within them.</summary>
    public void Write(CenteredAtoms atoms, SketchWorkspace workspace, Span<float> means, Span<double> scatter)
    {
        int square = Dimension * Dimension;
        Span<AtomPiece> pieces = workspace.Pieces(atoms.Count);
        for (int r = 0; r < Frames; r++)
        {
            atoms.Rotate(_frames.AsSpan(r * square, square));
            atoms.FillRows();
            long total = 0;
            for (int i = 0; i < pieces.Length; i++)
            {
                pieces[i] = new AtomPiece(0, atoms.Masses[i], i);
                total += atoms.Masses[i];
            }

            scatter[r] = new Halving(atoms, Dimension, _axes.AsSpan(r * Depth, Depth), means.Slice(r * FrameLength, FrameLength), workspace.Sums(Dimension))
                .Node(pieces, total, 0, 0);
        }
    }

    /// <summary>The mean square of the differences of two measures' cell means in one frame.</summary>
    public double Between(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int frame)
    {
        float distance = TensorPrimitives.Distance(x.Slice(frame * FrameLength, FrameLength), y.Slice(frame * FrameLength, FrameLength));
        return (double)distance * distance / (1 << Depth);
    }

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(Depth);
        writer.Write(Frames);
        foreach (double x in _frames)
            writer.Write(x);
        foreach (int axis in _axes)
            writer.Write(axis);
    }

    /// <exception cref="InvalidDataException">A number is not finite or out of its range.</exception>
    public static MassCells ReadFrom(BinaryReader reader, int dimension)
    {
        int depth = reader.ReadInt32(), count = reader.ReadInt32();
        if (depth is < LeastDepth or > MostDepth || count is < 1 or > MostFrames || (long)count * dimension * dimension * sizeof(double) > reader.BaseStream.Length)
            throw new InvalidDataException($"The embedding has cells of depth {depth} in {count} frames; it is damaged.");
        var frames = new double[count * dimension * dimension];
        for (int k = 0; k < frames.Length; k++)
        {
            frames[k] = reader.ReadDouble();
            if (!double.IsFinite(frames[k]))
                throw new InvalidDataException("The embedding holds a number that is not finite; it is damaged.");
        }

        var axes = new int[count * depth];
        for (int k = 0; k < axes.Length; k++)
        {
            axes[k] = reader.ReadInt32();
            if (axes[k] < 0 || axes[k] >= dimension)
                throw new InvalidDataException($"The embedding halves measures along axis {axes[k]} of {dimension}; it is damaged.");
        }

        return new MassCells(dimension, depth, frames, axes);
    }

    /// <summary>The mean covariance of some of the measures, spread evenly over both lists.</summary>
    private static double[] Pool(IReadOnlyList<DiscreteMeasure> sources, IReadOnlyList<DiscreteMeasure> targets, int d)
    {
        var pooled = new double[d * d];
        var atoms = new CenteredAtoms();
        foreach (IReadOnlyList<DiscreteMeasure> measures in ReferenceEquals(sources, targets) ? new[] { sources } : [sources, targets])
        {
            int count = Math.Min(MostMeasuresPooled, measures.Count);
            for (int k = 0; k < count; k++)
            {
                DiscreteMeasure measure = measures[(int)((long)k * measures.Count / count)];
                atoms.Load(measure);
                atoms.Center(measure.Support);
                TensorPrimitives.Add(pooled, atoms.Covariance.AsSpan(0, d * d), pooled);
            }
        }

        return pooled;
    }

    /// <summary>Always the axis with the largest spread left, where halving is taken to quarter the variance as it does an even density's.</summary>
    private static int[] AxesOf(ReadOnlySpan<double> frame, double[] covariance, int d, int depth)
    {
        var spread = new double[d];
        for (int k = 0; k < d; k++)
            for (int p = 0; p < d; p++)
                spread[k] += frame[(k * d) + p] * TensorPrimitives.Dot<double>(covariance.AsSpan(p * d, d), frame.Slice(k * d, d));
        var axes = new int[depth];
        for (int level = 0; level < depth; level++)
        {
            axes[level] = Math.Max(0, TensorPrimitives.IndexOfMax<double>(spread));
            spread[axes[level]] /= 4;
        }

        return axes;
    }

    private readonly ref struct Halving(CenteredAtoms atoms, int dimension, ReadOnlySpan<int> axes, Span<float> means, Span<double> sums)
    {
        private readonly ReadOnlySpan<int> _axes = axes;
        private readonly Span<float> _means = means;
        private readonly Span<double> _sums = sums;

        /// <summary>Halves pieces of a given mass, and writes the cells below.</summary>
        /// <returns>The scatter within them.</returns>
        public double Node(Span<AtomPiece> pieces, long mass, int depth, int index)
        {
            if (depth == _axes.Length)
                return Cell(pieces, index);
            foreach (ref AtomPiece piece in pieces)
                piece.Key = atoms.Rows[(piece.Atom * dimension) + _axes[depth]];
            int cut = MassSelection.Find(pieces, mass / 2, out long passed);
            long rest = (mass / 2) - passed;

            // The lower half is done with before the upper one begins, so the straddling atom's place serves both.
            AtomPiece straddling = pieces[cut];
            if (rest > 0)
                pieces[cut].Mass = rest;
            double below = Node(pieces[..(cut + (rest > 0 ? 1 : 0))], mass / 2, depth + 1, 2 * index);
            pieces[cut] = straddling with { Mass = straddling.Mass - rest };
            return below + Node(pieces[cut..], mass - (mass / 2), depth + 1, (2 * index) + 1);
        }

        private double Cell(ReadOnlySpan<AtomPiece> pieces, int index)
        {
            double total = 0, squares = 0;
            _sums.Clear();
            foreach (AtomPiece piece in pieces)
            {
                double weight = piece.Mass * LineTransport.Unit;
                total += weight;
                ReadOnlySpan<double> row = atoms.Rows.AsSpan(piece.Atom * dimension, dimension);
                TensorPrimitives.MultiplyAdd(row, weight, _sums, _sums);
                squares += weight * TensorPrimitives.SumOfSquares(row);
            }

            Span<float> mean = _means.Slice(index * dimension, dimension);
            for (int k = 0; k < dimension; k++)
            {
                squares -= _sums[k] * _sums[k] / total;
                mean[k] = (float)(_sums[k] / total);
            }

            return Math.Max(0, squares);
        }
    }
}
