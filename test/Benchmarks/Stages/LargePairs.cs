using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Large pairs in the plane and in space, where nothing of size n x n fits or is needed.</summary>
public class LargePairs
{
    private readonly EntropicSolution _solution = new();
    private TransportProblem _problem = null!;
    private AmortizedCouplingModel _model = null!;
    private float[] _projection = [];

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [8192] : [16384, 50000];

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    [Params(2, 3)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _problem = Clouds.Problem(N, N, Dimension);
        _model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, Dimension, _problem.Epsilon);
        _projection = new float[N * Dimension];
        _model.Predict(_problem, _solution);
    }

    [Benchmark]
    public void Predict() => _model.Predict(_problem, _solution);

    [Benchmark]
    public void Certify() => Certificate.Compute(_problem, _solution.SourcePotential, _solution.TargetPotential);

    [Benchmark]
    public void Project() => BarycentricProjection.Compute(_problem, _solution.SourcePotential, _solution.TargetPotential, _projection);
}
