namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The one-dimensional problems of a pair's centred atoms with mass along directions that belong to this pair alone, a bundle at a time.
/// Buffers are kept.
/// </summary>
internal sealed unsafe class FrameSlices(CenteredAtoms source, CenteredAtoms target)
{
    private const int Row = SliceBundle.Size;

    private readonly UnivariateWorkspace _workspace = new();
    private float[] _sourcePoints = [];
    private float[] _targetPoints = [];
    private float[] _bundle = [];
    private double* _sourceKeys;
    private double* _targetKeys;
    private bool _isUniform;

    /// <summary>Takes the pair in <see cref="CenteredAtoms"/>, which have been centred and have equal sums of masses.</summary>
    /// <param name="isUniform">Whether both measures have equal weights.</param>
    public void Load(bool isUniform)
    {
        _isUniform = isUniform;
        int d = source.Dimension;
        Narrow(source, ref _sourcePoints);
        Narrow(target, ref _targetPoints);
        if (_bundle.Length < d * Row)
            _bundle = new float[d * Row];
        _workspace.BundlePotentials.Resize(checked(source.Count * Row));
        _workspace.Staircase.Resize(source.Count);
        if (!isUniform)
        {
            _workspace.SourceBoundaries.Load(source.Weights);
            _workspace.TargetBoundaries.Load(target.Weights);
        }
        else if (source.Count != target.Count)
            _workspace.Uniform.Find(source.Count, target.Count);
    }

    /// <summary>Projects and sorts both measures along up to <see cref="SliceBundle.Size"/> directions.</summary>
    /// <param name="directions">Unit vectors, one after the other.</param>
    public void Slice(ReadOnlySpan<double> directions)
    {
        int d = source.Dimension, lanes = directions.Length / d;
        Span<float> bundle = _bundle.AsSpan(0, d * Row);
        bundle.Clear();
        for (int lane = 0; lane < lanes; lane++)
            for (int k = 0; k < d; k++)
                bundle[(k * Row) + lane] = (float)directions[(lane * d) + k];
        _sourceKeys = _workspace.SourceBundle.Slice(_sourcePoints.AsSpan(0, source.Count * d), bundle, d, lanes);
        _targetKeys = _workspace.TargetBundle.Slice(_targetPoints.AsSpan(0, target.Count * d), bundle, d, lanes);
    }

    /// <summary>The squared Wasserstein distance along a direction of the bundle.</summary>
    /// <param name="lane">Which direction.</param>
    /// <param name="transported">Receives where the monotone coupling sends each source atom on average; may be empty.</param>
    public double Cost(int lane, Span<double> transported)
    {
        double* s = _sourceKeys + lane, t = _targetKeys + lane;
        double cost = _isUniform && source.Count == target.Count ? MatchedCost(s, t, transported) : MonotoneCost(s, t, transported);
        GC.KeepAlive(_workspace);
        return cost;
    }

    /// <summary>Adds multiples of the exact source potentials along the first directions of the bundle, as many as there are multiples, up to a constant each.</summary>
    public void AddPotentials(ReadOnlySpan<double> multiples, Span<double> potential)
    {
        double* all = stackalloc double[Row];
        new Span<double>(all, Row).Fill(1);
        multiples.CopyTo(new Span<double>(all, Row));
        _workspace.SumPotentials(_sourceKeys, _targetKeys, source.Count, target.Count, _isUniform, all, exponent: 2);
        double* values = _workspace.BundlePotentials.Pointer;
        for (int i = 0; i < source.Count; i++)
            for (int lane = 0; lane < multiples.Length; lane++)
                potential[(int)SliceBundle.Index(_sourceKeys + ((nint)i * Row) + lane)] += values[((nint)i * Row) + lane];
        GC.KeepAlive(_workspace);
    }

    /// <summary>
    /// The potential of <see cref="AddPotentials"/>, which has just been called with this multiple, at a position between atoms: it goes on from the
    /// last atom below, whose step to the next it takes a part of.
    /// </summary>
    public double PotentialAt(int lane, double position, double multiple)
    {
        double* s = _sourceKeys + lane;
        double* values = _workspace.BundlePotentials.Pointer + lane;
        int low = -1, high = source.Count;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Position(s + ((nint)middle * Row)) <= position)
                low = middle;
            else
                high = middle;
        }

        double value;
        if (low < 0)
        {
            double first = Position(_targetKeys + lane);
            value = values[0] - (multiple * SquaredDistance.MeanRise(position, Position(s), first, first));
        }
        else if (low == source.Count - 1)
        {
            double last = Position(_targetKeys + ((nint)(target.Count - 1) * Row) + lane);
            value = values[(nint)low * Row] + (multiple * SquaredDistance.MeanRise(Position(s + ((nint)low * Row)), position, last, last));
        }
        else
        {
            bool isMatched = _isUniform && source.Count == target.Count;
            nint place = ((nint)low * Row) + lane;
            double lower = Position(isMatched ? _targetKeys + place : _workspace.Staircase.Lower + place);
            double upper = Position(isMatched ? _targetKeys + Row + place : _workspace.Staircase.Upper + place);
            value = values[(nint)low * Row] + (multiple * SquaredDistance.MeanRise(Position(s + ((nint)low * Row)), position, lower, upper));
        }

        GC.KeepAlive(_workspace);
        return value;
    }

    private double MatchedCost(double* s, double* t, Span<double> transported)
    {
        double cost = 0;
        for (nint i = 0; i < (nint)source.Count * Row; i += Row)
        {
            double to = Position(t + i), step = Position(s + i) - to;
            cost += step * step;
            if (!transported.IsEmpty)
                transported[(int)SliceBundle.Index(s + i)] = to;
        }

        return cost / source.Count;
    }

    private double MonotoneCost(double* s, double* t, Span<double> transported)
    {
        ReadOnlySpan<long> sourceMasses = source.Masses, targetMasses = target.Masses;
        double* lastSource = s + ((nint)(source.Count - 1) * Row), lastTarget = t + ((nint)(target.Count - 1) * Row);
        double cost = 0, carried = 0, from = Position(s), to = Position(t);
        long left = sourceMasses[(int)SliceBundle.Index(s)], right = targetMasses[(int)SliceBundle.Index(t)];
        while (true)
        {
            long moved = Math.Min(left, right);
            double weight = moved * LineTransport.Unit;
            cost += weight * (from - to) * (from - to);
            carried += weight * to;
            left -= moved;
            right -= moved;
            if (left == 0)
            {
                int atom = (int)SliceBundle.Index(s);
                if (!transported.IsEmpty)
                    transported[atom] = carried / (sourceMasses[atom] * LineTransport.Unit);
                if (s == lastSource)
                    return cost;
                carried = 0;
                s += Row;
                left = sourceMasses[(int)SliceBundle.Index(s)];
                from = Position(s);
            }

            if (right == 0 && t != lastTarget)
            {
                t += Row;
                right = targetMasses[(int)SliceBundle.Index(t)];
                to = Position(t);
            }
        }
    }

    private static double Position(double* key) =>
        BitConverter.Int64BitsToDouble(*(long*)key & ~SliceBundle.IndexBits);

    private static void Narrow(CenteredAtoms atoms, ref float[] points)
    {
        int d = atoms.Dimension, length = checked(atoms.Count * d);
        if (points.Length < length)
            points = new float[length];
        for (int k = 0; k < d; k++)
        {
            ReadOnlySpan<double> offsets = atoms.Offsets(k);
            for (int i = 0; i < offsets.Length; i++)
                points[(i * d) + k] = (float)offsets[i] + 0f;
        }
    }
}
