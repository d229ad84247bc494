using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// A map of rows of one domain into another: the same features, measured by another device, at another time. Immutable, and safe to share between threads.
/// </summary>
/// <remarks>
/// Source is the domain that rows come from, target the one they are mapped into. In front of a trained model the source is today's data and the target
/// what the model was trained on; where a model is to be trained for today, it is the other way round.
/// </remarks>
public abstract class DomainMap
{
    private protected DomainMap(int dimension) => Dimension = dimension;

    /// <summary>The number d of features, of rows that go in and of rows that come out.</summary>
    public int Dimension { get; }

    /// <summary>The kind of map.</summary>
    public abstract DomainMapKind Kind { get; }

    /// <summary>The class proportions estimated for the domain without classes; empty unless the map is reweighted.</summary>
    public IReadOnlyList<double> EstimatedClassProportions { get; internal set; } = [];

    /// <summary>Whether rows may be given with their class, and are then mapped accordingly.</summary>
    public virtual bool UsesClass => false;

    /// <summary>Learns the map from the source to the target.</summary>
    /// <param name="source">Rows of the domain to map from; weights count.</param>
    /// <param name="target">Rows of the domain to map into, of the same dimension.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <exception cref="ArgumentException">Different dimensions, fewer than two rows, no spread at all, or classes that do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static DomainMap Fit(DiscreteMeasure source, DiscreteMeasure target, DomainMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new DomainMapOptions();
        options.Validate(source.Count, target.Count);
        source.Support.RequireDimensionOf(target.Support);
        if (source.Count < 2 || target.Count < 2)
            throw new ArgumentException($"The source has {source.Count} rows and the target {target.Count}; each needs at least 2, and some tens to be of use.");
        if (new DomainMoments(source).Variances.All(v => v == 0) || new DomainMoments(target).Variances.All(v => v == 0))
            throw new ArgumentException("All features of a domain are constant; there is nothing to learn a map from. Check the column, or collect rows that differ.");

        double[] proportions = [];
        if (options.ReweightsClasses)
            (source, target, proportions) = ClassProportions.Reweight(source, target, options, cancellationToken);
        DomainMap map = FitWeighted(source, target, options, cancellationToken);
        map.EstimatedClassProportions = proportions;
        return map;
    }

    /// <summary>Maps a row.</summary>
    /// <param name="row">The d features, all finite.</param>
    /// <param name="result">Receives the d features of the other domain; may be <paramref name="row"/>.</param>
    /// <param name="class">The row's class where <see cref="UsesClass"/>; -1 where it is unknown.</param>
    /// <exception cref="ArgumentException">A wrong length, or a feature that is not finite.</exception>
    public void Apply(ReadOnlySpan<float> row, Span<float> result, int @class = -1)
    {
        if (row.Length != Dimension || result.Length != Dimension)
            throw new ArgumentException($"The row has {row.Length} features and the result {result.Length}; the map has {Dimension}.", nameof(row));
        if (FirstNotFinite(row) is >= 0 and int slot)
            throw new ArgumentException(FormattableString.Invariant($"Feature {slot} is {row[slot]}; features must be finite. Fill in missing values first."), nameof(row));

        ApplyCore(row, result, @class);
        for (int k = FirstNotFinite(result); k >= 0 && k < result.Length; k++)
        {
            // Finite numbers beyond the range of single precision: a row this far out has no better answer.
            if (!float.IsFinite(result[k]))
                result[k] = float.IsNegative(result[k]) ? -float.MaxValue : float.MaxValue;
        }
    }

    /// <summary>Maps all points of a measure; their weights stay.</summary>
    /// <param name="measure">The points.</param>
    /// <param name="classes">The class of each, or null.</param>
    public DiscreteMeasure Apply(DiscreteMeasure measure, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(measure);
        int d = Dimension;
        var mapped = new float[checked(measure.Count * d)];
        RowsOnThreads.For(measure.Count, 64, (first, end) =>
        {
            for (int i = first; i < end; i++)
                Apply(measure.Support[i], mapped.AsSpan(i * d, d), UsesClass && classes is not null ? classes[i] : -1);
        });
        var support = new Support(mapped, d);
        return measure.IsUniform ? new DiscreteMeasure(support) : new DiscreteMeasure(support, measure.Weights);
    }

    /// <summary>The first slot whose value is not finite, or -1.</summary>
    internal static int FirstNotFinite(ReadOnlySpan<float> row)
    {
        // The sum of magnitudes is fast, and finite where all of them are and their sum fits.
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes(row)))
            return -1;
        for (int k = 0; k < row.Length; k++)
        {
            if (!float.IsFinite(row[k]))
                return k;
        }

        return -1;
    }

    private protected abstract void ApplyCore(ReadOnlySpan<float> row, Span<float> result, int @class);

    internal abstract void WriteParameters(BinaryWriter writer);

    /// <summary>Fits on measures whose weights are final.</summary>
    internal static DomainMap FitWeighted(DiscreteMeasure source, DiscreteMeasure target, DomainMapOptions options, CancellationToken cancellationToken) => options.Kind switch
    {
        DomainMapKind.PerFeature => AffineMap.PerFeature(source, target),
        DomainMapKind.PerFeatureMonotone => MonotoneMap.Fit(source, target),
        DomainMapKind.Linear => AffineMap.Linear(source, target, options.Scaling),
        _ => EntropicMapFit.Fit(source, target, options, cancellationToken),
    };

    /// <summary>Writes the map as plain little-endian numbers.</summary>
    internal void WriteTo(BinaryWriter writer)
    {
        writer.Write((int)Kind);
        writer.Write(Dimension);
        writer.Write(EstimatedClassProportions.Count);
        foreach (double share in EstimatedClassProportions)
            writer.Write(share);
        WriteParameters(writer);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers are no map.</exception>
    internal static DomainMap ReadFrom(BinaryReader reader)
    {
        const int LargestDimension = 1 << 24;
        var kind = (DomainMapKind)reader.ReadInt32();
        int dimension = reader.ReadInt32();
        int classes = reader.ReadInt32();
        if (dimension is < 1 or > LargestDimension || classes is < 0 or > DomainMapOptions.MostClasses)
            throw new InvalidDataException("The domain map is damaged: its sizes are out of range. Load an intact file or fit again.");
        double[] proportions = DomainMapFormat.ReadDoubles(reader, classes);
        DomainMap map = kind switch
        {
            DomainMapKind.Linear or DomainMapKind.PerFeature => AffineMap.Read(reader, kind, dimension),
            DomainMapKind.PerFeatureMonotone => MonotoneMap.Read(reader, dimension),
            DomainMapKind.Entropic or DomainMapKind.ClassRegularized => EntropicMap.Read(reader, kind, dimension),
            _ => throw new InvalidDataException($"The domain map is of kind {(int)kind}, which this library does not know. Update it, or fit again."),
        };
        map.EstimatedClassProportions = proportions;
        return map;
    }
}
