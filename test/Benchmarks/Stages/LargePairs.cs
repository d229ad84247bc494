using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Prediction, refinement and solution of pairs whose matrix of costs would be 1 GB.</summary>
public class LargePairs : LargePairBenchmarks
{
    private static readonly SinkhornOptions Loose = new() { Tolerance = 1e-3 };
    private static readonly SinkhornOptions Tight = new() { Tolerance = 1e-6 };

    private readonly EntropicSolution _solved = new();

    public static IEnumerable<int> Sizes => BenchmarkSettings.IsShort ? [8192] : [16384];

    [ParamsSource(nameof(Sizes))]
    public override int N { get; set; }

    [Params(2, 3)]
    public override int Dimension { get; set; }

    [Benchmark(Description = "predict and refine to 1e-3")]
    public void RefineToOneThousandth() => Model.Predict(Problem, _solved, refinement: Loose);

    [Benchmark(Description = "predict and refine to 1e-6")]
    public void RefineToOneMillionth() => Model.Predict(Problem, _solved, refinement: Tight);

    [Benchmark(Description = "cold solve to 1e-6")]
    public void SolveCold() => new SinkhornSolver(Tight).Solve(Problem, _solved);
}
