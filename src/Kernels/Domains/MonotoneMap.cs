namespace Microsoft.ML.SlicedOT;

/// <summary>Each feature by the monotone map of its quantiles: piecewise linear between stored levels, a translation beyond them.</summary>
internal sealed class MonotoneMap : DomainMap
{
    private const int MostKnots = 257;

    private readonly int _knots;

    /// <summary>d rows of knots: quantiles of the source, and the target's at the same levels.</summary>
    private readonly float[] _source;
    private readonly float[] _target;

    private MonotoneMap(int dimension, int knots, float[] source, float[] target)
        : base(dimension)
    {
        _knots = knots;
        _source = source;
        _target = target;
    }

    public override DomainMapKind Kind => DomainMapKind.PerFeatureMonotone;

    public static MonotoneMap Fit(DiscreteMeasure source, DiscreteMeasure target)
    {
        int d = source.Dimension;
        int knots = Math.Clamp(Math.Min(source.Count, target.Count), 2, MostKnots);
        float[] from = new float[checked(d * knots)], to = new float[d * knots];
        for (int k = 0; k < d; k++)
        {
            Quantiles(source, k, from.AsSpan(k * knots, knots));
            Quantiles(target, k, to.AsSpan(k * knots, knots));
        }

        return new MonotoneMap(d, knots, from, to);
    }

    public static MonotoneMap Read(BinaryReader reader, int d)
    {
        int knots = reader.ReadInt32();
        if (knots is < 2 or > MostKnots)
            throw new InvalidDataException("The domain map is damaged: its number of quantiles is out of range. Load an intact file or fit again.");
        return new MonotoneMap(d, knots, DomainMapFormat.ReadSingles(reader, (long)d * knots), DomainMapFormat.ReadSingles(reader, (long)d * knots));
    }

    internal override void WriteParameters(BinaryWriter writer)
    {
        writer.Write(_knots);
        DomainMapFormat.Write(writer, _source);
        DomainMapFormat.Write(writer, _target);
    }

    private protected override void ApplyCore(ReadOnlySpan<float> row, Span<float> result, int @class)
    {
        for (int k = 0; k < Dimension; k++)
            result[k] = Map(_source.AsSpan(k * _knots, _knots), _target.AsSpan(k * _knots, _knots), row[k]);
    }

    /// <summary>Equal quantiles, an atom of the source, go to the middle of what its mass covers.</summary>
    private static float Map(ReadOnlySpan<float> source, ReadOnlySpan<float> target, float x)
    {
        int last = source.Length - 1;
        if (x < source[0])
            return (float)((double)x - source[0] + target[0]);
        if (x > source[last])
            return (float)((double)x - source[last] + target[last]);
        int first = SortedSearch.LowerBound(source, x);
        int end = first;
        while (end < last && source[end + 1] == x)
            end++;
        if (source[first] == x)
            return (float)(((double)target[first] + target[end]) / 2);
        double share = ((double)x - source[first - 1]) / ((double)source[first] - source[first - 1]);
        return (float)(target[first - 1] + (share * ((double)target[first] - target[first - 1])));
    }

    /// <summary>Weighted quantiles at equally spaced levels; atoms of no mass are left out.</summary>
    private static void Quantiles(DiscreteMeasure measure, int axis, Span<float> result)
    {
        ReadOnlySpan<double> weights = measure.Weights;
        ReadOnlySpan<float> positions = measure.Support.Axis(axis);
        var atoms = new List<(float Position, double Weight)>(positions.Length);
        for (int i = 0; i < positions.Length; i++)
        {
            if (weights[i] > 0)
                atoms.Add((positions[i], weights[i]));
        }

        atoms.Sort((p, q) => p.Position.CompareTo(q.Position));
        int atom = 0;
        double before = 0;
        for (int k = 0; k < result.Length; k++)
        {
            // Between the middles of the atoms' masses, so that a sample's extremes are its least and its largest quantile.
            double level = (double)k / (result.Length - 1);
            while (atom < atoms.Count - 1 && before + (atoms[atom].Weight / 2) + (atoms[atom + 1].Weight / 2) <= Position(level))
            {
                before += (atoms[atom].Weight / 2) + (atoms[atom + 1].Weight / 2);
                atom++;
            }

            float left = atoms[atom].Position, right = atoms[Math.Min(atom + 1, atoms.Count - 1)].Position;
            double gap = atom + 1 < atoms.Count ? (atoms[atom].Weight / 2) + (atoms[atom + 1].Weight / 2) : 1;
            double share = Math.Clamp((Position(level) - before) / gap, 0, 1);
            result[k] = (float)(left + (share * ((double)right - left)));
        }

        // From the middle of the first atom's mass to that of the last.
        double Position(double level) => level * (1 - (atoms[0].Weight / 2) - (atoms[^1].Weight / 2));
    }
}
