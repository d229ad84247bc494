using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>One soft c-transform of n x n points: the fused kernel, the framework's vectorised primitives in separate passes, plain loops.</summary>
public class HalfSteps
{
    private TransportProblem _problem = null!;
    private double[] _f = [];
    private double[] _g = [];
    private float[] _costs = [];
    private float[] _row = [];
    private float[] _singleF = [];

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [784] : [64, 784, 2048];

    public static IEnumerable<int> Dimensions => [2, 3, 64];

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    [ParamsSource(nameof(Dimensions))]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _problem = Clouds.Problem(N, N, Dimension);
        _f = new double[N];
        _g = new double[N];
        _singleF = new float[N];
        _row = new float[N];
        _costs = new float[N * N];
        for (int j = 0; j < N; j++)
        {
            for (int i = 0; i < N; i++)
                _costs[j * N + i] = (float)_problem.Geometry.Evaluate(i, j);
        }
    }

    [Benchmark(Baseline = true)]
    public void Fused() => SoftCTransform.ToTarget(_problem, _f, _g);

    [Benchmark]
    public void TensorPrimitivesOnStoredCosts()
    {
        float scale = (float)(1 / _problem.Epsilon);
        float logWeight = (float)Math.Log(1.0 / N);
        for (int j = 0; j < N; j++)
        {
            TensorPrimitives.Subtract(_singleF, _costs.AsSpan(j * N, N), _row);
            TensorPrimitives.Multiply(_row, scale, _row);
            float largest = TensorPrimitives.Max<float>(_row);
            TensorPrimitives.Subtract(_row, largest, _row);
            TensorPrimitives.Exp<float>(_row, _row);
            _g[j] = -_problem.Epsilon * (largest + logWeight + MathF.Log(TensorPrimitives.Sum<float>(_row)));
        }
    }

    [Benchmark]
    public void ScalarOnStoredCosts()
    {
        float scale = (float)(1 / _problem.Epsilon);
        float logWeight = (float)Math.Log(1.0 / N);
        for (int j = 0; j < N; j++)
        {
            ReadOnlySpan<float> costs = _costs.AsSpan(j * N, N);
            float largest = float.NegativeInfinity;
            for (int i = 0; i < costs.Length; i++)
                largest = MathF.Max(largest, (_singleF[i] - costs[i]) * scale);
            double sum = 0;
            for (int i = 0; i < costs.Length; i++)
                sum += MathF.Exp((_singleF[i] - costs[i]) * scale - largest);
            _g[j] = -_problem.Epsilon * (largest + logWeight + Math.Log(sum));
        }
    }
}
