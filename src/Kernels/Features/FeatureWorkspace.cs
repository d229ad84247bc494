namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What the feature blocks share about one pair, computed when a block first asks for it, and their buffers; reused from pair to pair so that
/// nothing is allocated after warm-up.
/// </summary>
internal sealed class FeatureWorkspace
{
    [ThreadStatic]
    private static FeatureWorkspace? _current;

    private readonly MeasureMoments _source = new();
    private readonly MeasureMoments _target = new();
    private readonly PairMoments _moments;
    private double[] _scratch = [];
    private TransportProblem? _problem;
    private FramePotential? _frames;
    private bool _isSourceCentred;
    private bool _hasMoments;

    private FeatureWorkspace() => _moments = new PairMoments(_source, _target);

    /// <summary>Takes the calling thread's workspace for a pair; <see cref="Release"/> gives it back. An exception in between drops it with what it holds.</summary>
    public static FeatureWorkspace Take(TransportProblem problem)
    {
        FeatureWorkspace workspace = _current ?? new FeatureWorkspace();
        _current = null;
        workspace.Prepare(problem);
        return workspace;
    }

    public TransportProblem Problem => _problem ?? throw new InvalidOperationException("The workspace holds no pair.");

    public QuadraticForm Form { get; } = new();

    public int SourceCount => Problem.SourceCount;

    public double Epsilon => Problem.Epsilon;

    /// <summary>The source points relative to their mean.</summary>
    public MeasureMoments CentredSource
    {
        get
        {
            if (!_isSourceCentred)
                _source.Center(Problem.Geometry.SourcePoints, Problem.Source.Weights);
            _isSourceCentred = true;
            return _source;
        }
    }

    public PairMoments Moments
    {
        get
        {
            if (!_hasMoments)
            {
                _ = CentredSource;
                _target.Center(Problem.Geometry.TargetPoints, Problem.Target.Weights);
                _moments.Compute(Problem.Source.Weights, Problem.Target.Weights);
            }

            _hasMoments = true;
            return _moments;
        }
    }

    /// <summary>One over the root mean source variance: makes offsets scale-free. Zero where the source is a single point.</summary>
    public double StandardScale
    {
        get
        {
            double variance = CentredSource.MeanVariance(Problem.Source.Weights);
            return variance > 0 ? 1 / Math.Sqrt(variance) : 0;
        }
    }

    /// <summary>The pair's frame potentials, computed by the block that asks for them.</summary>
    public FramePotential Frames => _frames ??= new FramePotential();

    /// <summary>A buffer of at least <paramref name="length"/> numbers, valid until the next call.</summary>
    public Span<double> Scratch(int length)
    {
        if (_scratch.Length < length)
            _scratch = new double[length];
        return _scratch;
    }

    private void Prepare(TransportProblem problem)
    {
        _problem = problem;
        _isSourceCentred = false;
        _hasMoments = false;
    }

    /// <summary>Gives the workspace back to the thread, without the pair, so that it keeps no measure alive.</summary>
    public void Release()
    {
        if (_frames is { HasPair: true } && !_frames.Release())
            _frames = null;
        _problem = null;
        _current = this;
    }
}
