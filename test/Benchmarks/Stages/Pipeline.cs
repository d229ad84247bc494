using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Fifty pairs of digits through ML.NET, by the column that is read; and the same work by the kernels alone.</summary>
public class Pipeline
{
    public const int Rows = 50;

    private readonly TransportTask _digits = TaskLibrary.Digits(50, Rows);
    private readonly EntropicSolution _solution = new();
    private readonly Coupling _coupling = new();
    private readonly float[] _plan = new float[784 * 784];
    private CouplingTransformer _transformer = null!;
    private IDataView _predictions = null!;

    [GlobalSetup]
    public void Prepare()
    {
        MLContext context = new();
        static float[][] Weights(IEnumerable<DiscreteMeasure> measures) => [.. measures.Select(measure => measure.Weights.ToArray().Select(weight => (float)weight).ToArray())];
        IDataView View(TransportProblem[] problems) =>
            context.SlicedOT().LoadWeightPairs(Weights(problems.Select(problem => problem.Source)), Weights(problems.Select(problem => problem.Target)));
        _transformer = context.SlicedOT().PredictCoupling(new PredictCouplingOptions
        {
            SourceSupport = _digits.Geometry!.Source,
            Epsilon = _digits.Epsilon,
        }).Fit(View(_digits.Train));
        _predictions = _transformer.Transform(View(_digits.Test));
    }

    [Benchmark(Description = "potentials by the kernels, into the caller's solution", OperationsPerInvoke = Rows)]
    public void PotentialsByKernels()
    {
        foreach (TransportProblem problem in _digits.Test)
            _transformer.Model!.Predict(problem, _solution);
    }

    [Benchmark(Description = "potentials and dense coupling by the kernels, one coupling refilled", OperationsPerInvoke = Rows)]
    public void CouplingByKernels()
    {
        foreach (TransportProblem problem in _digits.Test)
        {
            _transformer.Model!.Predict(problem, _solution);
            _coupling.Assign(_solution);
            _coupling.WriteDense(_plan);
        }
    }

    [Benchmark(Description = "the same, a new coupling each", OperationsPerInvoke = Rows)]
    public void NewCouplingByKernels()
    {
        foreach (TransportProblem problem in _digits.Test)
        {
            _transformer.Model!.Predict(problem, _solution);
            _solution.Coupling().WriteDense(_plan);
        }
    }

    [Benchmark(Description = "ML.NET: Coupling (sparse)", OperationsPerInvoke = Rows)]
    public void CouplingColumn() => ReadVectors("Coupling");

    [Benchmark(Description = "ML.NET: SourcePotential", OperationsPerInvoke = Rows)]
    public void SourcePotentialColumn() => ReadVectors("SourcePotential");

    [Benchmark(Description = "ML.NET: TransportedSource", OperationsPerInvoke = Rows)]
    public void TransportedSourceColumn() => ReadVectors("TransportedSource");

    [Benchmark(Description = "ML.NET: TransportCost", OperationsPerInvoke = Rows)]
    public void TransportCostColumn() => Read<float>("TransportCost");

    private void ReadVectors(string column) => Read<VBuffer<float>>(column);

    private void Read<T>(string name)
    {
        DataViewSchema.Column column = _predictions.Schema[name];
        using DataViewRowCursor cursor = _predictions.GetRowCursor([column]);
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        T value = default!;
        while (cursor.MoveNext())
            getter(ref value);
    }
}
