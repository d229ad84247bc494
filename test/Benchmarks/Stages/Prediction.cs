using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>From features to certificate, for a pair of n x n points in the plane or in space; buffers are the caller's.</summary>
public class Prediction
{
    private static readonly SinkhornOptions Loose = new() { Tolerance = 1e-3 };
    private static readonly SinkhornOptions Tight = new() { Tolerance = 1e-6 };

    private readonly SinkhornSolver _solver = new(Tight);
    private readonly EntropicSolution _solution = new();
    private TransportProblem _problem = null!;
    private AmortizedCouplingModel _model = null!;
    private double[] _f = [];
    private float[] _plan = [];
    private float[] _row = [];
    private float[] _projection = [];

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [512] : [64, 512, 2048];

    public static IEnumerable<int> Dimensions => BenchmarkSettings.IsShort ? [2, 3] : [2, 3, 64];

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    [ParamsSource(nameof(Dimensions))]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _problem = Clouds.Problem(N, N, Dimension);
        PotentialRegression regression = new(GroundCost.SquaredEuclidean, _problem.Epsilon, Dimension, new PotentialRegressionOptions { Ridge = 1e-3 });
        for (int seed = 2; seed < 12; seed++)
            regression.Add(Clouds.Problem(Math.Min(N, 256), Math.Min(N, 256), Dimension, seed));
        _model = regression.Fit();
        _f = new double[N];
        _plan = new float[N * N];
        _row = new float[N];
        _projection = new float[N * Dimension];
        _model.Predict(_problem, _solution);
    }

    [Benchmark]
    public void Features() => _model.PredictSourcePotential(_problem, _f);

    [Benchmark]
    public void Predict() => _model.Predict(_problem, _solution);

    [Benchmark]
    public void PredictToOneThousandth() => _model.Predict(_problem, _solution, refinement: Loose);

    [Benchmark]
    public void PredictToOneMillionth() => _model.Predict(_problem, _solution, refinement: Tight);

    [Benchmark]
    public void SolveColdToOneMillionth() => _solver.Solve(_problem, _solution);

    [Benchmark]
    public void WriteCoupling() => new Coupling(_problem, _solution.SourcePotential, _solution.TargetPotential).WriteDense(_plan);

    [Benchmark]
    public void SparseCoupling() => new Coupling(_problem, _solution.SourcePotential, _solution.TargetPotential).ToSparse(1e-6f / (N * (float)N));

    [Benchmark]
    public void OneRowOfTheCoupling() => new Coupling(_problem, _solution.SourcePotential, _solution.TargetPotential).WriteRow(N / 2, _row);

    [Benchmark]
    public void Certify() => Certificate.Compute(_problem, _solution.SourcePotential, _solution.TargetPotential);

    [Benchmark]
    public void Project() => BarycentricProjection.Compute(_problem, _solution.SourcePotential, _solution.TargetPotential, _projection);
}
