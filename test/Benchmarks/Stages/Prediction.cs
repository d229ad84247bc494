using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>From features to certificate, for a pair of n x n points; buffers are the caller's.</summary>
public class Prediction
{
    private static readonly SinkhornOptions Loose = new() { Tolerance = 1e-3 };
    private static readonly SinkhornOptions Tight = new() { Tolerance = 1e-6 };
    private static readonly SinkhornOptions Certified = Tight with { Certify = true };

    private readonly SinkhornSolver _solver = new(Tight);
    private readonly EntropicSolution _solution = new();
    private readonly EntropicSolution _solved = new();
    private readonly Coupling _coupling = new();
    private TransportProblem _problem = null!;
    private AmortizedCouplingModel _model = null!;
    private double[] _slices = [];
    private double[] _fourier = [];
    private double[] _f = [];
    private float[] _plan = [];
    private float[] _row = [];
    private float[] _projection = [];

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [512] : [64, 512, 4000];

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
        int size = Math.Min(N, 256);
        for (int seed = 2; seed < 12; seed++)
            regression.Add(Clouds.Problem(size, size, Dimension, seed));
        _model = regression.Fit();
        _slices = Only(FeatureBlockKind.Slices);
        _fourier = Only(FeatureBlockKind.RandomFourier);
        _f = new double[N];
        _plan = new float[N * N];
        _row = new float[N];
        _projection = new float[N * Dimension];
        _model.Predict(_problem, _solution);
        _coupling.Assign(_solution);
    }

    [Benchmark(Description = "features: slices alone")]
    public void Slices() => _model.Features.AddTo(_problem, _slices, _f);

    [Benchmark(Description = "features: random Fourier alone")]
    public void Fourier() => _model.Features.AddTo(_problem, _fourier, _f);

    [Benchmark(Description = "source potential from all features")]
    public void Features() => _model.PredictSourcePotential(_problem, _f);

    [Benchmark(Description = "predict")]
    public void Predict() => _model.Predict(_problem, _solution);

    [Benchmark(Description = "predict, a new pair")]
    public void PredictNewPair() => _model.Predict(new TransportProblem(_problem.Source, _problem.Target, GroundCost.SquaredEuclidean, _problem.Epsilon), _solution);

    [Benchmark(Description = "predict and refine to 1e-3")]
    public void PredictToOneThousandth() => _model.Predict(_problem, _solved, refinement: Loose);

    [Benchmark(Description = "predict and refine to 1e-6")]
    public void PredictToOneMillionth() => _model.Predict(_problem, _solved, refinement: Tight);

    [Benchmark(Description = "predict, refine to 1e-6, certify")]
    public void PredictToOneMillionthCertified() => _model.Predict(_problem, _solved, refinement: Certified);

    [Benchmark(Description = "cold solve to 1e-6")]
    public void SolveColdToOneMillionth() => _solver.Solve(_problem, _solved);

    [Benchmark(Description = "write, one coupling refilled")]
    public void WriteRefilledCoupling()
    {
        _coupling.Assign(_solution);
        _coupling.WriteDense(_plan);
    }

    [Benchmark(Description = "write, a new coupling")]
    public void WriteNewCoupling() => _solution.Coupling().WriteDense(_plan);

    [Benchmark(Description = "write one row, a new coupling")]
    public void OneRowOfTheCoupling() => _solution.Coupling().WriteRow(N / 2, _row);

    [Benchmark(Description = "sparse coupling, its arrays new")]
    public SparseCoupling WriteSparse() => _coupling.ToSparse(1e-2f / (N * (float)N));

    [Benchmark(Description = "barycentric projection")]
    public void Project() => _solution.TransportedSource(_projection);

    [Benchmark(Description = "certificate alone")]
    public Certificate Certify() => _solution.Certify();

    private double[] Only(FeatureBlockKind kind)
    {
        var coefficients = new double[_model.Features.Count];
        foreach (FeatureBlock block in _model.Features.Blocks.Where(block => block.Kind == kind))
            coefficients.AsSpan(block.Offset, block.Count).Fill(1.0 / block.Count);
        return coefficients;
    }
}
