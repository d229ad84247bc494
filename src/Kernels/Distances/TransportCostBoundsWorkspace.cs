using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Buffers for <see cref="TransportCostBounds.Compute"/>, kept from pair to pair. One thread at a time.</summary>
public sealed class TransportCostBoundsWorkspace
{
    private readonly CenteredAtoms _source = new();
    private readonly CenteredAtoms _target = new();
    private readonly GaussianFrame _gaussian = new();
    private readonly FrameCandidates _candidates = new();
    private TransportSimplex? _simplex;
    private double[] _axisCosts = [];
    private double[] _bestFrame = [];
    private double _bestUpper;
    private (double Lower, double Upper, int Count) _sums;

    internal CenteredAtoms Source => _source;

    internal CenteredAtoms Target => _target;

    internal MassBisection Bisection { get; } = new();

    internal TransportSimplex? Simplex => _simplex;

    internal TransportCostBounds Compute(DiscreteMeasure source, DiscreteMeasure target, TransportCostBoundsOptions options)
    {
        double shift = Load(source, target);
        int d = source.Dimension;
        double bures = _gaussian.Compute(_source.Covariance, _target.Covariance, d);
        Orient(_gaussian.Vectors, d);
        double product = _source.Trace + _target.Trace;
        ReadOnlySpan<double> first = _gaussian.Vectors.AsSpan(0, d * d);
        var best = new FrameBounds(0, product, new BisectionCost(product, product, 0));
        _sums = default;
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
        return new TransportCostBounds
        {
            Epsilon = options.Epsilon,
            MeanShift = shift,
            Lower = shift + lower,
            Upper = shift + upper,
            MeanLower = shift + Math.Min(lower, _sums.Lower / _sums.Count),
            MeanUpper = shift + Math.Max(upper, _sums.Upper / _sums.Count),
            Gaussian = shift + Math.Min(bures, upper),
            GaussianExcess = options.Epsilon > 0 ? Math.Clamp(_gaussian.EntropicExcess(options.Epsilon, d), 0, product) : 0,
            GaussianDivergence = shift + (options.Epsilon > 0 ? Math.Min(_gaussian.Divergence(options.Epsilon, _target.Covariance, d), Math.Min(bures, upper)) : Math.Min(bures, upper)),
            Product = shift + product,
            EntropicCost = shift + best.Entropic.Cost,
            EntropicPenalty = options.Epsilon * Math.Max(0, best.Entropic.Divergence),
            Concentration = Math.Sqrt(_source.Concentration * _target.Concentration),
        };
    }

    /// <summary>Records the plan in the pair's first frame, without bounds.</summary>
    internal void RecordFirst(DiscreteMeasure source, DiscreteMeasure target)
    {
        _ = Load(source, target);
        _ = _gaussian.Compute(_source.Covariance, _target.Covariance, source.Dimension);
        Orient(_gaussian.Vectors, source.Dimension);
        _gaussian.Vectors.AsSpan(0, source.Dimension * source.Dimension).CopyTo(_bestFrame);
        RecordBest();
    }

    /// <summary>The optimal cost of the pair whose plan was recorded.</summary>
    internal double Solve(Support source, Support target, CancellationToken cancellationToken)
    {
        int n = _source.Count, m = _target.Count;
        if ((long)n * m > ExactTransportCost.MostEntries)
        {
            throw new ArgumentException(
                $"The measures have {n} and {m} atoms with mass; an exact cost is computed for at most {ExactTransportCost.MostEntries:N0} pairs of them. Use TransportCostBounds, or fewer atoms.");
        }

        _simplex ??= new TransportSimplex();
        Span<double> costs = _simplex.Reserve(n, m);
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> x = source[_source.Atoms[i]];
            Span<double> row = costs.Slice(i * m, m);
            for (int j = 0; j < m; j++)
            {
                ReadOnlySpan<float> y = target[_target.Atoms[j]];
                double sum = 0;
                for (int k = 0; k < x.Length; k++)
                    sum += ((double)x[k] - y[k]) * ((double)x[k] - y[k]);
                row[j] = sum;
            }
        }

        return _simplex.Solve(Bisection.Entries.AsSpan(0, Bisection.EntryCount), cancellationToken) * LineTransport.Unit;
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

    private double Load(DiscreteMeasure source, DiscreteMeasure target)
    {
        if (_axisCosts.Length < source.Dimension)
        {
            _axisCosts = new double[source.Dimension];
            _bestFrame = new double[source.Dimension * source.Dimension];
        }

        return CenteredAtoms.LoadPair(_source, source, _target, target);
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
        _sums = (_sums.Lower + lower, _sums.Upper + upper, _sums.Count + 1);
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
