namespace Microsoft.ML.SlicedOT;

/// <summary>What the feature blocks share about one pair, and their buffers; reused from pair to pair so that nothing is allocated after warm-up.</summary>
internal sealed class FeatureWorkspace
{
    [ThreadStatic]
    private static FeatureWorkspace? _current;

    private double[] _offsets = [];
    private double[] _scratch = [];
    private TransportProblem? _problem;

    /// <summary>The calling thread's workspace.</summary>
    internal static FeatureWorkspace Current => _current ??= new FeatureWorkspace();

    internal TransportProblem Problem => _problem ?? throw new InvalidOperationException("The workspace holds no pair.");

    internal PairMoments Moments { get; } = new();

    internal QuadraticForm Form { get; } = new();

    internal int SourceCount { get; private set; }

    internal double Epsilon => Problem.Epsilon;

    /// <summary>Source points minus the source mean, axis-major d x n.</summary>
    internal ReadOnlySpan<double> Offsets => _offsets;

    /// <summary>One over the root mean source variance: makes offsets scale-free. Zero where the source is a single point.</summary>
    internal double StandardScale { get; private set; }

    /// <summary>A buffer of at least <paramref name="length"/> numbers, valid until the next call.</summary>
    internal Span<double> Scratch(int length)
    {
        if (_scratch.Length < length)
            _scratch = new double[length];
        return _scratch;
    }

    internal void Prepare(TransportProblem problem, bool needsMoments)
    {
        _problem = problem;
        SourceCount = problem.SourceCount;
        if (!needsMoments)
            return;
        Geometry geometry = problem.Geometry;
        Moments.Compute(geometry.SourcePoints, problem.Source.Weights, geometry.TargetPoints, problem.Target.Weights);
        int n = SourceCount, d = Moments.Dimension;
        if (_offsets.Length < n * d)
            _offsets = new double[n * d];
        ReadOnlySpan<float> points = geometry.SourcePoints.Coordinates;
        double variance = 0;
        for (int k = 0; k < d; k++)
        {
            double mean = Moments.SourceMean[k];
            variance += Moments.SourceCovariance[Moments.DiagonalIndex(k)] / d;
            Span<double> axis = _offsets.AsSpan(k * n, n);
            for (int i = 0; i < n; i++)
                axis[i] = points[i * d + k] - mean;
        }
        StandardScale = variance > 0 ? 1 / Math.Sqrt(variance) : 0;
    }

    /// <summary>Lets go of the pair, so that a thread's workspace keeps no measure alive.</summary>
    internal void Release() => _problem = null;
}
