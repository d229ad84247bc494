using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Work on large pairs, where nothing of size n x n fits or is needed.</summary>
public abstract class LargePairBenchmarks
{
    private double[] _g = [];
    private float[] _row = [];
    private float[] _projection = [];

    public abstract int N { get; set; }

    public abstract int Dimension { get; set; }

    private protected TransportProblem Problem { get; private set; } = null!;

    private protected AmortizedCouplingModel Model { get; private set; } = null!;

    private protected EntropicSolution Solution { get; } = new();

    [GlobalSetup]
    public void Prepare()
    {
        Problem = Clouds.Problem(N, N, Dimension);
        Model = AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, Dimension, Problem.Epsilon);
        _g = new double[N];
        _row = new float[N];
        _projection = new float[N * Dimension];
        Model.Predict(Problem, Solution);
    }

    [Benchmark(Description = "half-step")]
    public void HalfStep() => SoftCTransform.ToTarget(Problem, Solution.SourcePotential, _g);

    [Benchmark(Description = "predict")]
    public void Predict() => Model.Predict(Problem, Solution);

    [Benchmark(Description = "one row of the coupling")]
    public void OneRow() => Solution.Coupling().WriteRow(N / 2, _row);

    [Benchmark(Description = "barycentric projection")]
    public void Project() => Solution.TransportedSource(_projection);

    [Benchmark(Description = "certificate")]
    public Certificate Certify() => Solution.Certify();
}
