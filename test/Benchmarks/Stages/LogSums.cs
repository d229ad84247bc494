using BenchmarkDotNet.Attributes;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Half-steps of n x n points: log-sum-exps over all rows or all columns.</summary>
public class LogSums
{
    private const string Rows = "rows, soft c-transform";
    private const string Columns = "columns, soft c-transform";
    private const string PredictionRows = "rows, prediction's route";
    private const string PredictionColumns = "columns, prediction's route";

    private TransportProblem _problem = null!;
    private TransformWorkspace _workspace = null!;
    private PlainHalfSteps _plain = null!;
    private double[] _zeros = [];
    private double[] _f = [];
    private double[] _g = [];

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [784] : [64, 784, 4000];

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    [Params(2, 3, 64)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _problem = Clouds.Problem(N, N, Dimension);
        _workspace = TransformWorkspace.Rent(_problem);
        _plain = new PlainHalfSteps(_problem);
        _zeros = new double[N];
        _f = new double[N];
        _g = new double[N];
    }

    [Benchmark]
    [Compared(Rows, Contender.Kernel)]
    public void ToSource() => SoftCTransform.ToSource(_problem, _zeros, _f);

    [Benchmark]
    [Compared(PredictionRows, Contender.Kernel)]
    public void PredictionToSource() => _workspace.Transforms.LogDomain.Prepare(_workspace.Problem, KernelPrecision.Single).ToSource(_zeros, _f);

    [Benchmark]
    [Compared(Rows, Contender.TensorPrimitives)]
    [Compared(PredictionRows, Contender.TensorPrimitives)]
    public void TensorToSource() => _plain.ToSourceByTensorPrimitives(_f);

    [Benchmark]
    [Compared(Rows, Contender.Loops)]
    [Compared(PredictionRows, Contender.Loops)]
    public void LoopToSource() => _plain.ToSource(_f);

    [Benchmark]
    [Compared(Columns, Contender.Kernel)]
    public void ToTarget() => SoftCTransform.ToTarget(_problem, _zeros, _g);

    [Benchmark]
    [Compared(PredictionColumns, Contender.Kernel)]
    public void PredictionToTarget() => _workspace.Transforms.LogDomain.Prepare(_workspace.Problem, KernelPrecision.Single).ToTarget(_zeros, _g);

    [Benchmark]
    [Compared(Columns, Contender.TensorPrimitives)]
    [Compared(PredictionColumns, Contender.TensorPrimitives)]
    public void TensorToTarget() => _plain.ToTargetByTensorPrimitives(_g);

    [Benchmark]
    [Compared(Columns, Contender.Loops)]
    [Compared(PredictionColumns, Contender.Loops)]
    public void LoopToTarget() => _plain.ToTarget(_g);
}
