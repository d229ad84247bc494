namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The orthonormal frame of a pair along which the one-dimensional squared Wasserstein distances add up to the most, which is the best lower bound
/// of W2² that frames give. It starts from the eigenframe of the Gaussian optimal map, tries rotations of it and turns pairs of axes. Buffers are kept.
/// </summary>
/// <remarks>
/// For every orthonormal frame v_1 … v_d, <c>f(x) = sum_k f_k(v_k·x)</c> and <c>g(y) = sum_k g_k(v_k·y)</c> with optimal f_k, g_k on the line are
/// feasible for the squared Euclidean cost, which is the sum of the squared distances along the frame; their dual value is that sum of distances.
/// </remarks>
internal sealed class FrameSearch
{
    private const int Row = SliceBundle.Size;

    /// <summary>Rotations of the Gaussian frame that are tried.</summary>
    private const int Additional = 3;

    /// <summary>Up to this dimension pairs of axes are turned: there are d (d - 1) / 2 of them.</summary>
    private const int LargestDimensionTurned = 6;

    private const int Rounds = 2;

    private readonly GaussianFrame _gaussian = new();
    private readonly FrameCandidates _candidates = new();
    private double[] _directions = [];
    private double[] _frame = [];
    private double[] _costs = [];
    private readonly double[] _bundleCosts = new double[Row];

    public FrameSearch() => Slices = new FrameSlices(Source, Target);

    public CenteredAtoms Source { get; } = new();

    public CenteredAtoms Target { get; } = new();

    public FrameSlices Slices { get; }

    /// <summary>The frame found: row k is the unit vector k.</summary>
    public ReadOnlySpan<double> Frame => _frame.AsSpan(0, Source.Dimension * Source.Dimension);

    /// <summary>The sum of the distances along the frame between the centred measures.</summary>
    public double Spread { get; private set; }

    /// <summary>The squared distance of the means.</summary>
    public double Shift { get; private set; }

    /// <summary>Finds the frame of a pair.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target, of the same dimension.</param>
    /// <param name="improves">Whether others than the Gaussian optimal map's own are tried.</param>
    public void Find(DiscreteMeasure source, DiscreteMeasure target, bool improves = true)
    {
        Shift = CenteredAtoms.LoadPair(Source, source, Target, target);
        int d = source.Dimension;
        Reserve(d);
        _gaussian.Compute(Source.Covariance, Target.Covariance, d);
        Slices.Load(source.IsUniform && target.IsUniform);
        ReadOnlySpan<double> first = _gaussian.Vectors.AsSpan(0, d * d);
        Take(first);
        if (d == 1 || !improves)
            return;
        _candidates.Prepare(d, Additional, seed: 0);
        for (int r = 0; r < Additional; r++)
            Try(_candidates.Turn(first, r));

        // In the plane the rotations tried are even angles already.
        double step = Math.PI / 4 / (d == 2 ? Additional + 1 : 1);
        for (int round = 0; round < Rounds && d <= LargestDimensionTurned; round++, step /= 4)
            Turn(step);
    }

    private void Take(ReadOnlySpan<double> frame)
    {
        frame.CopyTo(_frame);
        Spread = Costs(frame, _costs);
    }

    private void Try(ReadOnlySpan<double> frame)
    {
        int d = Source.Dimension;
        double spread = Costs(frame, _directions.AsSpan(0, d));
        if (!(spread > Spread * (1 + 1e-12)))
            return;
        frame.CopyTo(_frame);
        _directions.AsSpan(0, d).CopyTo(_costs);
        Spread = spread;
    }

    private double Costs(ReadOnlySpan<double> frame, Span<double> costs)
    {
        int d = Source.Dimension;
        double sum = 0;
        for (int k = 0; k < d; k += Row)
        {
            int lanes = Math.Min(Row, d - k);
            Slices.Slice(frame.Slice(k * d, lanes * d));
            for (int lane = 0; lane < lanes; lane++)
                sum += costs[k + lane] = Slices.Cost(lane, []);
        }

        return sum;
    }

    /// <summary>Turns each pair of axes by one of four angles if that raises the sum.</summary>
    private void Turn(double step)
    {
        int d = Source.Dimension;
        Span<double> angles = [step, -step, step / 2, -step / 2];
        for (int p = 0; p < d; p++)
            for (int q = p + 1; q < d; q++)
            {
                Span<double> x = _frame.AsSpan(p * d, d), y = _frame.AsSpan(q * d, d);
                for (int a = 0; a < angles.Length; a++)
                {
                    (double sine, double cosine) = Math.SinCos(angles[a]);
                    for (int k = 0; k < d; k++)
                    {
                        _directions[(2 * a * d) + k] = (cosine * x[k]) + (sine * y[k]);
                        _directions[(((2 * a) + 1) * d) + k] = (cosine * y[k]) - (sine * x[k]);
                    }
                }

                Slices.Slice(_directions.AsSpan(0, Row * d));
                int best = -1;
                double most = (_costs[p] + _costs[q]) * (1 + 1e-12);
                for (int a = 0; a < angles.Length; a++)
                {
                    double first = _bundleCosts[2 * a] = Slices.Cost(2 * a, []), second = _bundleCosts[(2 * a) + 1] = Slices.Cost((2 * a) + 1, []);
                    if (first + second > most)
                        (best, most) = (a, first + second);
                }

                if (best < 0)
                    continue;
                _directions.AsSpan(2 * best * d, d).CopyTo(x);
                _directions.AsSpan(((2 * best) + 1) * d, d).CopyTo(y);
                Spread += _bundleCosts[2 * best] + _bundleCosts[(2 * best) + 1] - _costs[p] - _costs[q];
                (_costs[p], _costs[q]) = (_bundleCosts[2 * best], _bundleCosts[(2 * best) + 1]);
            }
    }

    private void Reserve(int d)
    {
        if (_costs.Length >= d)
            return;
        _costs = new double[d];
        _frame = new double[d * d];
        _directions = new double[Math.Max(Row, d) * d];
    }
}
