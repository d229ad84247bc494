using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The barycentric projection of an entropic coupling, out of sample: a row x goes to the average of the target's points y_j under
/// <c>b_j exp((g_j - |x - y_j|^2) / epsilon)</c>, normalised (Pooladian and Niles-Weed 2021), and the average then to its place and spread.
/// </summary>
internal sealed class EntropicMap : DomainMap
{
    /// <summary>Added to a class's share before the root of its penalty, as its slope at zero would be infinite.</summary>
    public const double LeastClassShare = 1e-3;

    /// <summary>Coordinates beyond this, in scales, ask for double precision.</summary>
    private const double LargestSingle = 300;

    private readonly DomainMapKind _kind;
    private readonly EntropicMapData _data;
    private readonly int _count;
    private readonly SoftAverage _average;

    [ThreadStatic]
    private static float[]? _exponents;

    [ThreadStatic]
    private static double[]? _row;

    [ThreadStatic]
    private static float[]? _factors;

    public EntropicMap(DomainMapKind kind, EntropicMapData data)
        : base(data.SourceMeans.Length)
    {
        _kind = kind;
        _data = data;
        _count = data.Offsets.Length;
        _average = new SoftAverage(data.Offsets, data.Axes);
    }

    public override DomainMapKind Kind => _kind;

    public override bool UsesClass => _data.ClassOffsets.Length > 0;

    /// <summary>Everything the map consists of.</summary>
    public EntropicMapData Data => _data;

    public static EntropicMap Read(BinaryReader reader, DomainMapKind kind, int d)
    {
        int count = reader.ReadInt32(), classes = reader.ReadInt32(), ranges = reader.ReadInt32();
        double slope = reader.ReadDouble(), penalty = reader.ReadDouble();
        bool isSound = count is >= 1 and <= 1 << 20 && classes is >= 0 and <= DomainMapOptions.MostClasses && ranges is >= 0 and <= DomainMapOptions.MostClasses + 1
            && slope > 0 && double.IsFinite(slope) && penalty >= 0 && double.IsFinite(penalty);
        if (!isSound)
            throw new InvalidDataException("The domain map is damaged: its sizes are out of range. Load an intact file or fit again.");
        var data = new EntropicMapData
        {
            Slope = slope,
            Penalty = penalty,
            SourceMeans = DomainMapFormat.ReadDoubles(reader, d),
            Scales = DomainMapFormat.ReadDoubles(reader, d),
            ResultOffsets = DomainMapFormat.ReadDoubles(reader, d),
            ResultFactors = DomainMapFormat.ReadDoubles(reader, d),
            Offsets = DomainMapFormat.ReadSingles(reader, count),
            Axes = DomainMapFormat.ReadSingles(reader, (long)d * count),
            ClassOffsets = DomainMapFormat.ReadSingles(reader, (long)classes * count),
            ClassStarts = new int[ranges],
        };
        for (int c = 0; c < ranges; c++)
        {
            data.ClassStarts[c] = reader.ReadInt32();
            if (data.ClassStarts[c] < (c == 0 ? 0 : data.ClassStarts[c - 1]) || data.ClassStarts[c] > count)
                throw new InvalidDataException("The domain map is damaged: its classes are out of order. Load an intact file or fit again.");
        }

        if (Array.Exists(data.Scales, s => s <= 0) || (ranges > 0 && (data.ClassStarts[0] != 0 || data.ClassStarts[^1] != count)))
            throw new InvalidDataException("The domain map is damaged: a scale is not positive, or a class is incomplete. Load an intact file or fit again.");
        return new EntropicMap(kind, data);
    }

    internal override void WriteParameters(BinaryWriter writer)
    {
        writer.Write(_count);
        writer.Write(_data.ClassOffsets.Length / _count);
        writer.Write(_data.ClassStarts.Length);
        writer.Write(_data.Slope);
        writer.Write(_data.Penalty);
        DomainMapFormat.Write(writer, _data.SourceMeans);
        DomainMapFormat.Write(writer, _data.Scales);
        DomainMapFormat.Write(writer, _data.ResultOffsets);
        DomainMapFormat.Write(writer, _data.ResultFactors);
        DomainMapFormat.Write(writer, _data.Offsets);
        DomainMapFormat.Write(writer, _data.Axes);
        DomainMapFormat.Write(writer, _data.ClassOffsets);
        foreach (int start in _data.ClassStarts)
            writer.Write(start);
    }

    private protected override void ApplyCore(ReadOnlySpan<float> row, Span<float> result, int @class)
    {
        int d = Dimension;
        if (_row is null || _factors is null || _row.Length < d)
            (_row, _factors) = (new double[d], new float[d]);
        Span<double> scaled = _row.AsSpan(0, d);
        Span<float> factors = _factors.AsSpan(0, d);
        TensorPrimitives.ConvertTruncating(row, scaled);
        TensorPrimitives.Subtract(scaled, _data.SourceMeans, scaled);
        TensorPrimitives.Divide(scaled, _data.Scales, scaled);

        ReadOnlySpan<float> classOffsets = UsesClass && @class >= 0 && (long)(@class + 1) * _count <= _data.ClassOffsets.Length
            ? _data.ClassOffsets.AsSpan(@class * _count, _count)
            : default;
        bool isFar = TensorPrimitives.Max<double>(scaled) > LargestSingle || TensorPrimitives.Min<double>(scaled) < -LargestSingle;
        if (isFar || _data.ClassStarts.Length > 0)
        {
            // All exponents have to be known before one is used.
            if (_exponents is null || _exponents.Length < _count)
                _exponents = new float[_count];
            Span<float> exponents = _exponents.AsSpan(0, _count);
            if (isFar)
                WideExponents(scaled, classOffsets, exponents);
            else
                _average.WriteExponents(Factors(scaled, factors), classOffsets, exponents);
            if (_data.ClassStarts.Length > 0)
                PenalizeClasses(exponents);
            _average.Compute(exponents, factors);
        }
        else
        {
            _average.Compute(Factors(scaled, factors), classOffsets, factors);
        }

        TensorPrimitives.ConvertTruncating<float, double>(factors, scaled);
        TensorPrimitives.Multiply(scaled, _data.ResultFactors, scaled);
        TensorPrimitives.Add(scaled, _data.ResultOffsets, scaled);
        TensorPrimitives.ConvertTruncating<double, float>(scaled, result);
    }

    private ReadOnlySpan<float> Factors(Span<double> scaled, Span<float> factors)
    {
        TensorPrimitives.Multiply(scaled, _data.Slope, scaled);
        TensorPrimitives.ConvertTruncating<double, float>(scaled, factors);
        return factors;
    }

    /// <summary>The same where exponents need more digits than single precision has: far from both domains.</summary>
    private void WideExponents(ReadOnlySpan<double> scaled, ReadOnlySpan<float> classOffsets, Span<float> exponents)
    {
        var wide = new double[_count];
        double maximum = double.NegativeInfinity;
        for (int j = 0; j < _count; j++)
        {
            double exponent = _data.Offsets[j] + (classOffsets.IsEmpty ? 0 : classOffsets[j]);
            for (int k = 0; k < scaled.Length; k++)
                exponent += scaled[k] * _data.Slope * _data.Axes[(k * _count) + j];
            wide[j] = exponent;
            maximum = Math.Max(maximum, exponent);
        }

        for (int j = 0; j < _count; j++)
            exponents[j] = (float)Math.Max(wide[j] - maximum, SoftAverage.LeastExponent);
    }

    /// <summary>
    /// The row's class shares p solve <c>p_c ~ exp(S_c - eta / (2 epsilon sqrt(p_c)))</c>, S_c the log of the mass that goes to class c without a penalty:
    /// a damped fixed point, whose penalty then comes off every anchor's exponent.
    /// </summary>
    private void PenalizeClasses(Span<float> exponents)
    {
        const int Steps = 20;
        int classes = _data.ClassStarts.Length - 1;
        Span<double> logSums = classes <= 256 ? stackalloc double[classes] : new double[classes];
        Span<double> shares = classes <= 256 ? stackalloc double[classes] : new double[classes];
        Span<double> next = classes <= 256 ? stackalloc double[classes] : new double[classes];
        double shift = TensorPrimitives.Max<float>(exponents);
        for (int c = 0; c < classes; c++)
        {
            double sum = 0;
            foreach (float exponent in exponents[_data.ClassStarts[c].._data.ClassStarts[c + 1]])
                sum += Math.Exp(Math.Max(exponent - shift, -700));
            logSums[c] = sum > 0 ? Math.Log(sum) : double.NegativeInfinity;
        }

        logSums.CopyTo(shares);
        Softmax(shares);
        for (int step = 0; step < Steps; step++)
        {
            for (int c = 0; c < classes; c++)
                next[c] = logSums[c] - (_data.Penalty / Math.Sqrt(shares[c] + LeastClassShare));
            Softmax(next);
            for (int c = 0; c < classes; c++)
                shares[c] = (shares[c] + next[c]) / 2;
        }

        for (int c = 0; c < classes; c++)
        {
            Span<float> part = exponents[_data.ClassStarts[c].._data.ClassStarts[c + 1]];
            TensorPrimitives.Subtract(part, (float)(_data.Penalty / Math.Sqrt(shares[c] + LeastClassShare)), part);
        }
    }

    private static void Softmax(Span<double> values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Max<double>(values), values);
        TensorPrimitives.Exp<double>(values, values);
        TensorPrimitives.Divide(values, TensorPrimitives.Sum<double>(values), values);
    }
}

/// <summary>The numbers of an <see cref="EntropicMap"/>.</summary>
internal sealed class EntropicMapData
{
    /// <summary>Means of the source's d features: both domains are centred, which changes no coupling under the squared distance.</summary>
    public required double[] SourceMeans { get; init; }

    /// <summary>What the d features are divided by.</summary>
    public required double[] Scales { get; init; }

    /// <summary>m numbers <c>log b_j + (g_j - |y_j|^2) / epsilon</c>.</summary>
    public required float[] Offsets { get; init; }

    /// <summary>d x m scaled and centred coordinates of the anchors.</summary>
    public required float[] Axes { get; init; }

    /// <summary><c>2 / epsilon</c>.</summary>
    public required double Slope { get; init; }

    /// <summary>d numbers: where the average zero goes.</summary>
    public required double[] ResultOffsets { get; set; }

    /// <summary>d numbers: what averages are multiplied by.</summary>
    public required double[] ResultFactors { get; set; }

    /// <summary>Rows with classes: one row of m offsets a class; empty otherwise.</summary>
    public float[] ClassOffsets { get; init; } = [];

    /// <summary>Anchors with classes: where each begins, and m; empty otherwise.</summary>
    public int[] ClassStarts { get; init; } = [];

    /// <summary><c>eta / (2 epsilon)</c>.</summary>
    public double Penalty { get; init; }
}
