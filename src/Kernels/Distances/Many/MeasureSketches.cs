using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SlicedOT;

/// <summary>Sketches of many measures, some kilobytes each, between which distances take less than a microsecond. Immutable once made.</summary>
internal sealed class MeasureSketches
{
    /// <summary>What single precision can add to a sum of squares, relative to the sum of both traces.</summary>
    private const double Rounding = 1e-5;

    private readonly float[][] _quantiles;
    private readonly double[] _means;
    private readonly double[] _traces;
    private readonly float[][] _cellMeans;
    private readonly double[] _scatter;

    private MeasureSketches(SketchDirections directions, MassCells? cells, int count)
    {
        (Directions, Cells) = (directions, cells);
        _cellMeans = new float[cells is null ? 0 : count][];
        _scatter = new double[checked(count * (cells?.Frames ?? 0))];
        _quantiles = new float[count][];
        _means = new double[checked(count * directions.Dimension)];
        _traces = new double[count];
    }

    public SketchDirections Directions { get; }

    /// <summary><see langword="null"/> where lower bounds are all that is wanted.</summary>
    public MassCells? Cells { get; }

    public int Count => _quantiles.Length;

    /// <summary>Sketches measures, each on one of several threads; the result does not depend on their number.</summary>
    public static MeasureSketches Create(
        IReadOnlyList<DiscreteMeasure> measures, SketchDirections directions, MassCells? cells, int threads, CancellationToken cancellationToken = default)
    {
        var sketches = new MeasureSketches(directions, cells, measures.Count);
        Parallel.For(0, measures.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, () => new SketchWorkspace(), (i, _, workspace) =>
        {
            sketches.Set(i, measures[i], workspace);
            return workspace;
        }, static _ => { });
        return sketches;
    }

    /// <summary>One measure's sketch.</summary>
    public static MeasureSketches Of(DiscreteMeasure measure, SketchDirections directions, MassCells? cells, SketchWorkspace workspace)
    {
        var sketches = new MeasureSketches(directions, cells, 1);
        sketches.Set(0, measure, workspace);
        return sketches;
    }

    /// <summary>The sketches of some of the measures.</summary>
    public MeasureSketches Take(IReadOnlyList<int> chosen)
    {
        var taken = new MeasureSketches(Directions, Cells, chosen.Count);
        int d = Directions.Dimension;
        for (int k = 0; k < chosen.Count; k++)
        {
            taken._quantiles[k] = _quantiles[chosen[k]];
            taken._traces[k] = _traces[chosen[k]];
            _means.AsSpan(chosen[k] * d, d).CopyTo(taken._means.AsSpan(k * d, d));
            if (Cells is null)
                continue;
            taken._cellMeans[k] = _cellMeans[chosen[k]];
            _scatter.AsSpan(chosen[k] * Cells.Frames, Cells.Frames).CopyTo(taken._scatter.AsSpan(k * Cells.Frames, Cells.Frames));
        }

        return taken;
    }

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++)
        {
            writer.Write(_traces[i]);
            foreach (double x in _means.AsSpan(i * Directions.Dimension, Directions.Dimension))
                writer.Write(x);
            foreach (float q in _quantiles[i])
                writer.Write(q);
            if (Cells is null)
                continue;
            foreach (double x in _scatter.AsSpan(i * Cells.Frames, Cells.Frames))
                writer.Write(x);
            foreach (float x in _cellMeans[i])
                writer.Write(x);
        }
    }

    /// <exception cref="InvalidDataException">A number is not finite, or there are more than <paramref name="most"/> sketches or the stream has.</exception>
    public static MeasureSketches ReadFrom(BinaryReader reader, SketchDirections directions, MassCells? cells, int most)
    {
        int count = reader.ReadInt32();
        if (count < 1 || count > most || (long)count * (directions.Length + (cells?.Length ?? 0)) * sizeof(float) > reader.BaseStream.Length)
            throw new InvalidDataException($"The embedding has {count} references, more than it has room for or none; it is damaged.");
        var sketches = new MeasureSketches(directions, cells, count);
        for (int i = 0; i < count; i++)
        {
            sketches._traces[i] = Finite(reader.ReadDouble());
            for (int k = 0; k < directions.Dimension; k++)
                sketches._means[(i * directions.Dimension) + k] = Finite(reader.ReadDouble());
            sketches._quantiles[i] = new float[directions.Length];
            for (int k = 0; k < directions.Length; k++)
                sketches._quantiles[i][k] = (float)Finite(reader.ReadSingle());
            if (cells is null)
                continue;
            for (int r = 0; r < cells.Frames; r++)
                sketches._scatter[(i * cells.Frames) + r] = Finite(reader.ReadDouble());
            sketches._cellMeans[i] = new float[cells.Length];
            for (int k = 0; k < cells.Length; k++)
                sketches._cellMeans[i][k] = (float)Finite(reader.ReadSingle());
        }

        return sketches;

        static double Finite(double value) =>
            double.IsFinite(value) ? value : throw new InvalidDataException("The embedding holds a number that is not finite; it is damaged.");
    }

    /// <summary>What a cost between a measure here and one of <paramref name="others"/> is predicted from.</summary>
    public SketchFeatures Compare(int i, MeasureSketches others, int j)
    {
        int d = Directions.Dimension;
        double shift = TensorPrimitives.Distance<double>(_means.AsSpan(i * d, d), others._means.AsSpan(j * d, d));
        Span<float> slices = stackalloc float[SketchDirections.Block];
        ReadOnlySpan<float> x = _quantiles[i], y = others._quantiles[j];
        double sum = 0, squares = 0, frame = 0, largestFrame = 0, largest = 0, least = double.PositiveInfinity;
        int inFrame = 0, left = Directions.Count;
        for (int start = 0; start < x.Length; start += SketchDirections.Block * SketchDirections.Levels)
        {
            SumSquares(x[start..], y[start..], slices);
            int lanes = Math.Min(left, SketchDirections.Block);
            left -= lanes;
            for (int lane = 0; lane < lanes; lane++)
            {
                double slice = slices[lane];
                sum += slice;
                squares += slice * slice;
                largest = Math.Max(largest, slice);
                least = Math.Min(least, slice);
                frame += slice;
                if (++inFrame == d)
                {
                    largestFrame = Math.Max(largestFrame, frame);
                    (frame, inFrame) = (0, 0);
                }
            }
        }

        double traces = _traces[i] + others._traces[j], joined = 0, leastJoined = double.PositiveInfinity, upper = traces;
        int frames = Cells?.Frames ?? 0;
        for (int r = 0; r < frames; r++)
        {
            double between = Cells!.Between(_cellMeans[i], others._cellMeans[j], r);
            joined += between / frames;
            leastJoined = Math.Min(leastJoined, between);
            upper = Math.Min(upper, between + _scatter[(i * frames) + r] + others._scatter[(j * frames) + r]);
        }

        const double Cell = 1.0 / SketchDirections.Levels;
        double scale = d * Cell / Directions.Count;
        return new SketchFeatures
        {
            MeanShift = shift * shift,
            Frame = Math.Min(traces, largestFrame * Cell),
            Mean = sum * scale,
            RootMeanSquare = d * Cell * Math.Sqrt(squares / Directions.Count),
            Largest = d * Cell * largest,
            Least = d * Cell * least,
            Product = traces,
            CellsLeast = frames > 0 ? leastJoined : 0,
            CellsMean = joined,
            Upper = upper,
        };
    }

    /// <summary>A proven lower bound of W2².</summary>
    public static double LowerBound(in SketchFeatures features) =>
        (features.MeanShift * (1 - Rounding)) + Math.Max(0, features.Frame - (Rounding * features.Product));

    private void Set(int i, DiscreteMeasure measure, SketchWorkspace workspace)
    {
        int d = Directions.Dimension;
        _quantiles[i] = new float[Directions.Length];
        _traces[i] = Directions.Sketch(measure, workspace, _quantiles[i], _means.AsSpan(i * d, d));
        if (Cells is null)
            return;
        _cellMeans[i] = new float[Cells.Length];
        Cells.Write(workspace.Atoms, workspace, _cellMeans[i], _scatter.AsSpan(i * Cells.Frames, Cells.Frames));
    }

    /// <summary>For each lane the sum over levels of squared differences.</summary>
    public static void SumSquares(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> sums)
    {
        ref float a = ref MemoryMarshal.GetReference(x[..(SketchDirections.Levels * SketchDirections.Block)]);
        ref float b = ref MemoryMarshal.GetReference(y[..(SketchDirections.Levels * SketchDirections.Block)]);
        Vector512<float> even = default, odd = default;
        for (nuint k = 0; k < SketchDirections.Levels * SketchDirections.Block; k += 2 * SketchDirections.Block)
        {
            Vector512<float> p = Vector512.LoadUnsafe(ref a, k) - Vector512.LoadUnsafe(ref b, k);
            Vector512<float> q = Vector512.LoadUnsafe(ref a, k + SketchDirections.Block) - Vector512.LoadUnsafe(ref b, k + SketchDirections.Block);
            even += p * p;
            odd += q * q;
        }

        (even + odd).CopyTo(sums);
    }
}

/// <summary>What two sketches say about the cost between their measures: besides the shift, all above it.</summary>
internal readonly record struct SketchFeatures
{
    public double MeanShift { get; init; }

    /// <summary>The largest sum over a frame: at most W2² less the shift.</summary>
    public double Frame { get; init; }

    /// <summary>The mean over frames.</summary>
    public double Mean { get; init; }

    public double RootMeanSquare { get; init; }

    public double Largest { get; init; }

    public double Least { get; init; }

    /// <summary>The sum of both traces: at least W2² less the shift.</summary>
    public double Product { get; init; }

    /// <summary>The least mean square of the differences of cell means, over frames; 0 without cells.</summary>
    public double CellsLeast { get; init; }

    /// <summary>The mean over frames.</summary>
    public double CellsMean { get; init; }

    /// <summary>At least W2² less the shift, up to rounding: the least cost of joining cells, or that of the product.</summary>
    public double Upper { get; init; }

    /// <summary>What a model of so many features sums.</summary>
    public void CopyTo(Span<double> row)
    {
        (row[0], row[1], row[2], row[3], row[4]) = (Frame, Mean, RootMeanSquare, Largest, Least);
        if (row.Length > SketchModel.FeaturesWithoutCells)
            (row[5], row[6]) = (CellsLeast, CellsMean);
    }
}
