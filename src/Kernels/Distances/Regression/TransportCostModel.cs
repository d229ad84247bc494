namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Predicts transport costs from <see cref="TransportCostBounds"/>: a weighted sum of them, between them. Immutable, and safe to share between threads.
/// </summary>
/// <remarks>
/// Without learning the coefficients are those fitted over many families of pairs; <see cref="TransportCostRegression"/> learns them for one.
/// </remarks>
public sealed class TransportCostModel
{
    private const int Version = 2;

    /// <summary>Whose intervals were in proportion to the prediction.</summary>
    private const int FirstVersion = 1;

    private const int MostFeatures = 32;

    private readonly double[] _coefficients;
    private readonly TrainingRange? _range;
    private readonly int _version;

    internal TransportCostModel(
        TransportCostTarget target,
        TransportCostBoundsOptions bounds,
        IReadOnlyList<string> features,
        double[] coefficients,
        long pairsUsed = 0,
        double ridge = 0,
        double leaveOneOutError = 0,
        double? intervalWidth = null,
        TrainingRange? range = null,
        int version = Version)
    {
        Target = target;
        Bounds = bounds;
        Features = features;
        _coefficients = coefficients;
        PairsUsed = pairsUsed;
        Ridge = ridge;
        LeaveOneOutError = leaveOneOutError;
        IntervalWidth = intervalWidth;
        _range = range;
        _version = version;
    }

    /// <summary>What is predicted.</summary>
    public TransportCostTarget Target { get; }

    /// <summary>How the bounds are computed, epsilon included.</summary>
    public TransportCostBoundsOptions Bounds { get; }

    /// <summary>The names of what is summed: properties of <see cref="TransportCostBounds"/>, less their <see cref="TransportCostBounds.MeanShift"/>, which is added as it is.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>One coefficient a feature.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>The pairs learned from; 0 where nothing was learned.</summary>
    public long PairsUsed { get; }

    /// <summary>The ridge strength chosen, relative to the features' scale.</summary>
    public double Ridge { get; }

    /// <summary>The root mean square of the relative errors on training pairs left out one by one; 0 where nothing was learned.</summary>
    public double LeaveOneOutError { get; }

    /// <summary>
    /// Half the width of the 90 % interval in units of the geometric mean of the prediction and the proven interval's width: the ninth decile of the errors on pairs
    /// left out, one more pair counted (Barber, Candès, Ramdas and Tibshirani 2021). In models of format version 1 relative to the prediction.
    /// <see langword="null"/> below nine training pairs, where no such interval exists.
    /// </summary>
    public double? IntervalWidth { get; }

    internal TrainingRange? Range => _range;

    /// <summary>The model without learning.</summary>
    /// <param name="target">What to predict.</param>
    /// <param name="bounds">How to compute the bounds; <see langword="null"/> for the defaults. Entropic targets need its epsilon.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or an entropic target has no epsilon.</exception>
    public static TransportCostModel Untrained(TransportCostTarget target = TransportCostTarget.SquaredWasserstein, TransportCostBoundsOptions? bounds = null)
    {
        bounds = Checked(target, bounds);
        IReadOnlyList<string> names = TransportCostFeatures.Names(target, many: false);
        return new TransportCostModel(target, bounds, names, TransportCostFeatures.Universal(target, names));
    }

    /// <summary>Predicts the cost of a pair.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the source's dimension.</param>
    /// <param name="workspace">Buffers to reuse, not by two threads at a time; <see langword="null"/> for new ones.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    public PredictedTransportCost Predict(DiscreteMeasure source, DiscreteMeasure target, TransportCostBoundsWorkspace? workspace = null) =>
        Predict(TransportCostBounds.Compute(source, target, Bounds, workspace));

    /// <summary>Predicts the cost of a pair from its bounds.</summary>
    /// <param name="bounds">The bounds, computed with <see cref="Bounds"/>.</param>
    public PredictedTransportCost Predict(in TransportCostBounds bounds)
    {
        double cost = bounds.MeanShift;
        for (int k = 0; k < _coefficients.Length; k++)
            cost += _coefficients[k] * TransportCostFeatures.Value(in bounds, Features[k]);
        (double lower, double upper) = TransportCostFeatures.Certified(in bounds, Target);
        cost = Math.Max(lower, Math.Min(cost, upper));
        double low = lower, high = upper;
        if (IntervalWidth is { } width)
        {
            double half = width * TransportCostFeatures.Uncertainty(cost, lower, upper);
            (low, high) = _version == FirstVersion ? (cost * (1 - width), cost * (1 + width)) : (cost - half, cost + half);
            (low, high) = (Math.Max(lower, low), Math.Min(upper, high));
        }

        return new PredictedTransportCost(cost, lower, upper, low, high, _range?.IsBeyond(in bounds) ?? false);
    }

    /// <summary>Writes the model: numbers and names, little-endian.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteTo(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_version);
        writer.Write((int)Target);
        writer.Write(Bounds.Epsilon);
        writer.Write(Bounds.AdditionalFrames ?? -1);
        writer.Write(Bounds.ImprovementRounds);
        writer.Write(Bounds.Seed);
        writer.Write(Features.Count);
        for (int k = 0; k < _coefficients.Length; k++)
        {
            writer.Write(Features[k]);
            writer.Write(_coefficients[k]);
        }

        writer.Write(PairsUsed);
        writer.Write(Ridge);
        writer.Write(LeaveOneOutError);
        writer.Write(IntervalWidth ?? -1);
        writer.Write(_range is not null);
        if (_range is null)
            return;
        foreach (double value in (double[])[.. _range.Means, .. _range.Inverse, _range.Largest])
            writer.Write(value);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a later version.</exception>
    public static TransportCostModel ReadFrom(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int version = reader.ReadInt32();
        if (version is < FirstVersion or > Version)
            throw new InvalidDataException($"The transport cost model has format version {version}, this library reads {FirstVersion} to {Version}: it is damaged or needs a later library.");
        var target = (TransportCostTarget)reader.ReadInt32();
        if (!Enum.IsDefined(target))
            throw new InvalidDataException($"The transport cost model predicts {(int)target}, which this library does not know; it is damaged or needs a later library.");
        double epsilon = reader.ReadDouble();
        int frames = reader.ReadInt32();
        var bounds = new TransportCostBoundsOptions
        {
            Epsilon = epsilon,
            AdditionalFrames = frames < 0 ? null : frames,
            ImprovementRounds = reader.ReadInt32(),
            Seed = reader.ReadInt32(),
        };
        try
        {
            Checked(target, bounds);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new InvalidDataException("The transport cost model is damaged: " + error.Message, error);
        }

        int count = reader.ReadInt32();
        if (count is < 1 or > MostFeatures)
            throw new InvalidDataException($"The transport cost model has {count} features; it is damaged.");
        var names = new string[count];
        var coefficients = new double[count];
        for (int k = 0; k < count; k++)
        {
            names[k] = reader.ReadString();
            coefficients[k] = Finite(reader);
            TransportCostFeatures.Value(default, names[k]);
        }

        long pairs = reader.ReadInt64();
        double ridge = Finite(reader), error2 = Finite(reader), width = Finite(reader);
        TrainingRange? range = null;
        if (reader.ReadBoolean())
            range = new TrainingRange(Numbers(reader, TrainingRange.Count), Numbers(reader, TrainingRange.Count * TrainingRange.Count), Finite(reader));
        return new TransportCostModel(target, bounds, names, coefficients, pairs, ridge, error2, width < 0 ? null : width, range, version);
    }

    internal static TransportCostBoundsOptions Checked(TransportCostTarget target, TransportCostBoundsOptions? bounds)
    {
        if (!Enum.IsDefined(target))
            throw new ArgumentOutOfRangeException(nameof(target), target, $"Choose one of {string.Join(", ", Enum.GetNames<TransportCostTarget>())}.");
        bounds ??= new TransportCostBoundsOptions();
        bounds.Validate();
        if (target != TransportCostTarget.SquaredWasserstein && bounds.Epsilon == 0)
            throw new ArgumentOutOfRangeException(nameof(bounds), bounds.Epsilon, $"{target} needs an epsilon, and it is 0; give one, or predict {TransportCostTarget.SquaredWasserstein}.");
        return bounds;
    }

    private static double[] Numbers(BinaryReader reader, int count)
    {
        var numbers = new double[count];
        for (int k = 0; k < count; k++)
            numbers[k] = Finite(reader);
        return numbers;
    }

    private static double Finite(BinaryReader reader)
    {
        double value = reader.ReadDouble();
        return double.IsFinite(value) ? value : throw new InvalidDataException("The transport cost model holds a number that is not finite; it is damaged.");
    }
}

/// <summary>What is predicted. The number is written into models.</summary>
public enum TransportCostTarget
{
    /// <summary>W2², the least cost of a coupling.</summary>
    SquaredWasserstein = 0,

    /// <summary>The transport cost <c>&lt;P,C&gt;</c> of the entropic coupling.</summary>
    EntropicCost = 1,

    /// <summary>The entropic value <c>min &lt;P,C&gt; + epsilon KL(P | a b^T)</c>.</summary>
    EntropicValue = 2,

    /// <summary>
    /// The debiased Sinkhorn divergence: the entropic value less half of those of each measure with itself (Genevay, Peyré and Cuturi 2018; Feydy et al. 2019), 0 between
    /// equal measures. Proven is that it lies between the squared distance of the means and the bound of the entropic value.
    /// </summary>
    SinkhornDivergence = 3,
}

/// <summary>A predicted transport cost, in squared coordinates.</summary>
/// <param name="Cost">The prediction, between <paramref name="Lower"/> and <paramref name="Upper"/>.</param>
/// <param name="Lower">At most the target: proven for this pair.</param>
/// <param name="Upper">At least the target: proven for this pair.</param>
/// <param name="IntervalLow">Of pairs like the training pairs, 90 % have their target between this and <paramref name="IntervalHigh"/>; <paramref name="Lower"/> where fewer than nine were learned from.</param>
/// <param name="IntervalHigh">See <paramref name="IntervalLow"/>.</param>
/// <param name="IsUnlikeTraining">Whether the bounds relate to each other as in fewer than 1 % of the training pairs; never with fewer than fifty of them.</param>
public readonly record struct PredictedTransportCost(
    double Cost, double Lower, double Upper, double IntervalLow, double IntervalHigh, bool IsUnlikeTraining);
