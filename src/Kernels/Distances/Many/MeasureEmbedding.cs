using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Turns a measure into a vector of fixed size: its distances W2 to some reference measures, predicted from sketches. Immutable, and safe to share between threads.
/// </summary>
/// <remarks>The distances to landmarks keep what distances tell apart (de Silva and Tenenbaum 2004); any method for vectors can follow.</remarks>
public sealed class MeasureEmbedding
{
    private const int Version = 2;

    /// <summary>Whose sketches had no cells.</summary>
    private const int FirstVersion = 1;

    private const int MostReferences = 10_000;

    private readonly MeasureSketches _references;
    private readonly SketchModel _model;

    private MeasureEmbedding(MeasureSketches references, SketchModel model)
    {
        _references = references;
        _model = model;
    }

    /// <summary>The number of references, and of numbers of an embedding.</summary>
    public int Count => _references.Count;

    /// <summary>The dimension of the points.</summary>
    public int Dimension => _references.Directions.Dimension;

    /// <summary>The root mean square of the relative errors of costs (twice those of distances) on pairs left out of the fit.</summary>
    public double RelativeError => _model.Error;

    /// <summary>Chooses references among measures, each the furthest from those before, and learns from pairs of the measures.</summary>
    /// <param name="measures">The measures, of one dimension.</param>
    /// <param name="count">The number of references, 1 to 10,000 and at most that of measures.</param>
    /// <param name="options">Training pairs, seed and threads are read; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">No measure, or two of different dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static MeasureEmbedding Learn(
        IReadOnlyList<DiscreteMeasure> measures, int count, TransportCostsOptions? options = null, CancellationToken cancellationToken = default)
    {
        int dimension = TransportCosts.RequireDimension(measures, measures);
        options ??= new TransportCostsOptions();
        options.Validate();
        if (count < 1 || count > Math.Min(MostReferences, measures.Count))
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The number of references must be 1 to {Math.Min(MostReferences, measures.Count)}: at most 10,000, and at most the number of measures.");
        var directions = SketchDirections.Create(dimension, options.Seed);
        var sketches = MeasureSketches.Create(measures, directions, MassCells.Create(measures, measures, options.Seed), options.Threads, cancellationToken);
        var model = SketchModel.Learn(measures, measures, sketches, sketches, options.TrainingPairs, options.Seed, options.Threads, cancellationToken);

        var nearest = new double[measures.Count];
        nearest.AsSpan().Fill(double.PositiveInfinity);
        var chosen = new List<int>();
        for (int next = 0; chosen.Count < count; next = TensorPrimitives.IndexOfMax<double>(nearest))
        {
            cancellationToken.ThrowIfCancellationRequested();
            chosen.Add(next);
            for (int i = 0; i < nearest.Length; i++)
                nearest[i] = Math.Min(nearest[i], i == next ? -1 : model.Predict(sketches.Compare(next, sketches, i)));
        }

        return new MeasureEmbedding(sketches.Take(chosen), model);
    }

    /// <summary>Embeds a measure.</summary>
    /// <param name="measure">The measure, of this dimension.</param>
    /// <param name="destination">Receives <see cref="Count"/> distances W2 (not squared), in coordinates.</param>
    /// <exception cref="ArgumentException">Another dimension, or a destination of another length.</exception>
    public void Embed(DiscreteMeasure measure, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(measure);
        if (measure.Dimension != Dimension)
            throw new ArgumentException($"The measure has points of dimension {measure.Dimension} and the references of dimension {Dimension}; both must be equal.", nameof(measure));
        if (destination.Length != Count)
            throw new ArgumentException($"The destination has {destination.Length} numbers and there are {Count} references; both must be equal.", nameof(destination));
        var sketch = MeasureSketches.Of(measure, _references.Directions, _references.Cells, new SketchWorkspace());
        for (int k = 0; k < destination.Length; k++)
            destination[k] = (float)Math.Sqrt(_model.Predict(sketch.Compare(0, _references, k)));
    }

    /// <summary>Writes the embedding: numbers, little-endian.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteTo(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_references.Cells is null ? FirstVersion : Version);
        writer.Write(Dimension);
        writer.Write(_references.Directions.Vectors.Length);
        foreach (double x in _references.Directions.Vectors)
            writer.Write(x);
        foreach (double c in _model.Coefficients)
            writer.Write(c);
        writer.Write(_model.Error);
        _references.Cells?.WriteTo(writer);
        _references.WriteTo(writer);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a later version.</exception>
    public static MeasureEmbedding ReadFrom(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int version = reader.ReadInt32();
        if (version is < FirstVersion or > Version)
            throw new InvalidDataException($"The embedding has format version {version}, this library reads {FirstVersion} to {Version}: it is damaged or needs a later library.");
        int dimension = reader.ReadInt32(), length = reader.ReadInt32();
        long square = (long)dimension * dimension;
        if (dimension < 1 || length < 1 || length % square != 0 || (long)length * sizeof(double) > reader.BaseStream.Length)
            throw new InvalidDataException($"The embedding has {length} numbers for directions of dimension {dimension}; it is damaged.");
        var directions = new SketchDirections(dimension, Numbers(length));
        var model = new SketchModel(Numbers(version == FirstVersion ? SketchModel.FeaturesWithoutCells : SketchModel.Features), Numbers(1)[0]);
        MassCells? cells = version == FirstVersion ? null : MassCells.ReadFrom(reader, dimension);
        return new MeasureEmbedding(MeasureSketches.ReadFrom(reader, directions, cells, MostReferences), model);

        double[] Numbers(int count)
        {
            var numbers = new double[count];
            for (int k = 0; k < count; k++)
            {
                numbers[k] = reader.ReadDouble();
                if (!double.IsFinite(numbers[k]))
                    throw new InvalidDataException("The embedding holds a number that is not finite; it is damaged.");
            }

            return numbers;
        }
    }
}
