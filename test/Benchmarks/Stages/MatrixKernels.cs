using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Single kernels on n x n matrices, beside what else could do their work.</summary>
public unsafe class MatrixKernels
{
    private const string SingleRows = "matrix times vector, single precision";
    private const string SingleColumns = "vector times matrix, single precision";
    private const string DoubleRows = "matrix times vector, double precision";
    private const string DoubleColumns = "vector times matrix, double precision";
    private const string Plan = "plan written";
    private const string SparsePlan = "sparse plan";
    private const string Sums = "plan's sums and cost, double precision";
    private const string Averages = "barycentric projection";

    private readonly AlignedBuffer<float> _singleMatrix = new();
    private readonly AlignedBuffer<double> _doubleMatrix = new();
    private readonly AlignedBuffer<float> _singleVector = new();
    private readonly AlignedBuffer<double> _doubleVector = new();
    private readonly AlignedBuffer<double> _result = new();
    private readonly AlignedBuffer<float> _singleScratch = new();
    private readonly EntropicSolution _solution = new();
    private TransportProblem _problem = null!;
    private PlanWorkspace _workspace = null!;
    private Coupling _coupling = null!;
    private DensePlan _plan = null!;
    private float[] _written = [];
    private float[] _projection = [];

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [784] : [64, 784, 4000];

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    private int Padded => AlignedBuffer<float>.Padded(N);

    private ColumnRange AllColumns => new(0, Padded);

    private float Threshold => 1e-2f / ((float)N * N);

    [GlobalSetup]
    public void Prepare()
    {
        _problem = Clouds.Problem(N, N, 2);
        AmortizedCouplingModel.Untrained(GroundCost.SquaredEuclidean, 2, _problem.Epsilon).Predict(_problem, _solution);
        _workspace = PlanWorkspace.Rent(_problem, _solution.SourcePotential, _solution.TargetPotential);
        _coupling = _solution.Coupling();
        _plan = new DensePlan(_problem, _solution);
        _written = new float[N * N];
        _projection = new float[2 * N];
        Random random = new(1);
        Fill(_singleMatrix.Resize(N * Padded), random);
        Fill(_singleVector.Resize(Padded), random);
        _singleVector.Span[N..].Clear();
        TensorPrimitives.ConvertTruncating<float, double>(_singleMatrix.Span, _doubleMatrix.Resize(N * Padded));
        TensorPrimitives.ConvertTruncating<float, double>(_singleVector.Span, _doubleVector.Resize(Padded));
        _result.Resize(Padded);
        _singleScratch.Resize(Padded);
    }

    [Benchmark]
    [Compared(SingleRows, Contender.Kernel)]
    public void KernelSingleRows()
    {
        _result.Span.Clear();
        KernelProducts.Single.AddRowSums(_singleMatrix.Pointer, 0, N, Padded, AllColumns, _singleVector.Pointer, _result.Pointer);
    }

    [Benchmark]
    [Compared(SingleRows, Contender.TensorPrimitives)]
    public void TensorSingleRows() => PlainProducts.RowsByTensorPrimitives<float>(_singleMatrix.Span, N, Padded, _singleVector.Span, _singleScratch.Span);

    [Benchmark]
    [Compared(SingleRows, Contender.Loops)]
    public void LoopSingleRows() => PlainProducts.Rows<float>(_singleMatrix.Span, N, Padded, _singleVector.Span, _singleScratch.Span);

    [Benchmark]
    [Compared(SingleColumns, Contender.Kernel)]
    public void KernelSingleColumns() =>
        KernelProducts.Single.ColumnSums(_singleMatrix.Pointer, N, Padded, AllColumns, _singleVector.Pointer, _result.Pointer);

    [Benchmark]
    [Compared(SingleColumns, Contender.TensorPrimitives)]
    public void TensorSingleColumns() => PlainProducts.ColumnsByTensorPrimitives<float>(_singleMatrix.Span, N, Padded, _singleVector.Span, _singleScratch.Span);

    [Benchmark]
    [Compared(SingleColumns, Contender.Loops)]
    public void LoopSingleColumns() => PlainProducts.Columns<float>(_singleMatrix.Span, N, Padded, _singleVector.Span, _singleScratch.Span);

    [Benchmark]
    [Compared(DoubleRows, Contender.Kernel)]
    public void KernelDoubleRows()
    {
        _result.Span.Clear();
        KernelProducts.Double.AddRowSums(_doubleMatrix.Pointer, 0, N, Padded, AllColumns, _doubleVector.Pointer, _result.Pointer);
    }

    [Benchmark]
    [Compared(DoubleRows, Contender.TensorPrimitives)]
    public void TensorDoubleRows() => PlainProducts.RowsByTensorPrimitives<double>(_doubleMatrix.Span, N, Padded, _doubleVector.Span, _result.Span);

    [Benchmark]
    [Compared(DoubleRows, Contender.Loops)]
    public void LoopDoubleRows() => PlainProducts.Rows<double>(_doubleMatrix.Span, N, Padded, _doubleVector.Span, _result.Span);

    [Benchmark]
    [Compared(DoubleColumns, Contender.Kernel)]
    public void KernelDoubleColumns() =>
        KernelProducts.Double.ColumnSums(_doubleMatrix.Pointer, N, Padded, AllColumns, _doubleVector.Pointer, _result.Pointer);

    [Benchmark]
    [Compared(DoubleColumns, Contender.TensorPrimitives)]
    public void TensorDoubleColumns() => PlainProducts.ColumnsByTensorPrimitives<double>(_doubleMatrix.Span, N, Padded, _doubleVector.Span, _result.Span);

    [Benchmark]
    [Compared(DoubleColumns, Contender.Loops)]
    public void LoopDoubleColumns() => PlainProducts.Columns<double>(_doubleMatrix.Span, N, Padded, _doubleVector.Span, _result.Span);

    [Benchmark]
    [Compared(Plan, Contender.Kernel)]
    public void KernelPlan() => _coupling.WriteDense(_written);

    [Benchmark]
    [Compared(Plan, Contender.TensorPrimitives)]
    public void TensorPlan() => _plan.WriteByTensorPrimitives(_written);

    [Benchmark]
    [Compared(Plan, Contender.Loops)]
    public void LoopPlan() => _plan.Write(_written);

    [Benchmark]
    [Compared(SparsePlan, Contender.Kernel)]
    public SparseCoupling KernelSparsePlan() => _coupling.ToSparse(Threshold);

    [Benchmark]
    [Compared(SparsePlan, Contender.Loops)]
    public int LoopSparsePlan() => _plan.CountSparse(Threshold);

    [Benchmark]
    [Compared(Sums, Contender.Kernel)]
    public void KernelSums() => _workspace.Sums.Compute(_workspace.Problem, _workspace.Source.Span, _workspace.Target.Span);

    [Benchmark]
    [Compared(Sums, Contender.TensorPrimitives)]
    public double TensorSums() => _plan.SumByTensorPrimitives();

    [Benchmark]
    [Compared(Sums, Contender.Loops)]
    public double LoopSums() => _plan.Sum();

    [Benchmark]
    [Compared(Averages, Contender.Kernel)]
    public void KernelAverages() => _solution.TransportedSource(_projection);

    [Benchmark]
    [Compared(Averages, Contender.TensorPrimitives)]
    public void TensorAverages() => _plan.AverageByTensorPrimitives(_projection);

    [Benchmark]
    [Compared(Averages, Contender.Loops)]
    public void LoopAverages() => _plan.Average(_projection);

    private static void Fill(Span<float> values, Random random)
    {
        for (int k = 0; k < values.Length; k++)
            values[k] = random.NextSingle();
    }
}
