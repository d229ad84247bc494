using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Buffers for <see cref="TransportCostBounds.Compute"/>, kept from pair to pair. One thread at a time.</summary>
public sealed class TransportCostBoundsWorkspace
{
    private readonly CenteredAtoms _source = new();
    private readonly CenteredAtoms _target = new();
    private readonly GaussianFrame _gaussian = new();
    private readonly FrameCandidates _candidates = new();
    private double[] _axisCosts = [];
    private double[] _bestFrame = [];
    private double _bestUpper;

    internal CenteredAtoms Source => _source;

    internal CenteredAtoms Target => _target;

    internal MassBisection Bisection { get; } = new();

    internal TransportCostBounds Compute(DiscreteMeasure source, DiscreteMeasure target, TransportCostBoundsOptions options)
    {
        _source.Load(source);
        _target.Load(target);
        IntegerMasses.Equalize(_source.Masses.AsSpan(0, _source.Count), _target.Masses.AsSpan(0, _target.Count));
        _source.Center(source.Support);
        _target.Center(target.Support);
        int d = source.Dimension;
        if (_axisCosts.Length < d)
        {
            _axisCosts = new double[d];
            _bestFrame = new double[d * d];
        }

        double shift = 0;
        for (int k = 0; k < d; k++)
            shift += (_source.Mean[k] - _target.Mean[k]) * (_source.Mean[k] - _target.Mean[k]);
        double bures = _gaussian.Compute(_source.Covariance, _target.Covariance, d);
        Orient(_gaussian.Vectors, d);
        double product = _source.Trace + _target.Trace;
        ReadOnlySpan<double> first = _gaussian.Vectors.AsSpan(0, d * d);
        var best = new FrameBounds(0, product, new BisectionCost(product, product, 0));
        best = Take(best, first, options.Epsilon, isFirst: true);
        if (options.ImprovementRounds > 0 && d > 1)
        {
            Improve(options.ImprovementRounds);
            best = TakeRotated(best, options.Epsilon);
        }

        int additional = d == 1 ? 0 : options.AdditionalFrames ?? (d == 2 ? 8 : 4);
        _candidates.Prepare(d, additional, options.Seed);
        for (int r = 0; r < additional; r++)
            best = Take(best, _candidates.Turn(first, r), options.Epsilon, isFirst: false);
        double upper = best.Upper;

        // Rounding alone can put these above the cost of a plan.
        double lower = Math.Min(best.Lower, upper);
        return new TransportCostBounds(options.Epsilon, shift, shift + lower, shift + upper, shift + Math.Min(bures, upper), shift + product, shift + best.Entropic.Cost, options.Epsilon * Math.Max(0, best.Entropic.Divergence));
    }

    /// <summary>Records the plan in the frame whose plan was the cheapest of the pair just computed.</summary>
    internal void RecordBest()
    {
        _source.Rotate(_bestFrame);
        _target.Rotate(_bestFrame);
        _source.FillRows();
        _target.FillRows();
        Bisection.Compute(_source, _target, 0, records: true);
    }

    /// <summary>
    /// Gives the frame's vectors the sign in which both measures lean to the positive side: cuts between atoms depend on it, and the
    /// eigenvectors' own sign is an accident of the coordinates.
    /// </summary>
    private void Orient(Span<double> frame, int d)
    {
        _source.Rotate(frame);
        _target.Rotate(frame);
        for (int k = 0; k < d; k++)
        {
            if (_source.ThirdMoment(k) + _target.ThirdMoment(k) < 0)
                TensorPrimitives.Negate<double>(frame.Slice(k * d, d), frame.Slice(k * d, d));
        }
    }

    private FrameBounds Take(FrameBounds best, ReadOnlySpan<double> frame, double epsilon, bool isFirst)
    {
        _source.Rotate(frame);
        _target.Rotate(frame);
        FrameBounds taken = TakeRotated(best, epsilon, out double upper);
        if (isFirst || upper < _bestUpper)
        {
            _bestUpper = upper;
            frame.CopyTo(_bestFrame);
        }

        return taken;
    }

    private FrameBounds TakeRotated(FrameBounds best, double epsilon) => TakeRotated(best, epsilon, out _);

    private FrameBounds TakeRotated(FrameBounds best, double epsilon, out double upper)
    {
        double lower = 0;
        for (int k = 0; k < _source.Dimension; k++)
            lower += _axisCosts[k] = AxisCost(k, k, 1, 0);
        _source.FillRows();
        _target.FillRows();
        BisectionCost plan = Bisection.Compute(_source, _target, epsilon, records: false);
        upper = plan.Plain;
        return new FrameBounds(Math.Max(best.Lower, lower), Math.Min(best.Upper, upper), BisectionCost.Cheaper(plan, best.Entropic, epsilon));
    }

    /// <summary>Turns pairs of axes as long as that raises the sum of their costs.</summary>
    private void Improve(int rounds)
    {
        int d = _source.Dimension;
        for (double step = 0.5; rounds > 0; rounds--, step /= 2)
            for (int p = 0; p < d; p++)
                for (int q = p + 1; q < d; q++)
                {
                    if (!TryTurn(p, q, step))
                        TryTurn(p, q, -step);
                }
    }

    private bool TryTurn(int p, int q, double angle)
    {
        (double sine, double cosine) = Math.SinCos(angle);
        double costP = AxisCost(p, q, cosine, sine), costQ = AxisCost(p, q, -sine, cosine);
        if (!(costP + costQ > (_axisCosts[p] + _axisCosts[q]) * (1 + 1e-12)))
            return false;
        _source.Turn(p, q, cosine, sine);
        _target.Turn(p, q, cosine, sine);
        (_axisCosts[p], _axisCosts[q]) = (costP, costQ);
        return true;
    }

    private double AxisCost(int p, int q, double c, double s)
    {
        Span<double> source = _source.Project(p, q, c, s, out Span<long> sourceMasses);
        Span<double> target = _target.Project(p, q, c, s, out Span<long> targetMasses);
        return LineTransport.Cost(source, sourceMasses, target, targetMasses, 2);
    }

    private readonly record struct FrameBounds(double Lower, double Upper, BisectionCost Entropic);
}
