using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Learning from 50 pairs of digits.</summary>
public class Training
{
    private readonly TransportTask _digits = TaskLibrary.Digits(50, 1);

    [Params(1, 2)]
    public int Threads { get; set; }

    [Benchmark(Description = "regression (RA-OT), teacher included")]
    public AmortizedCouplingModel Regression()
    {
        PotentialRegression regression = new(_digits.Cost, _digits.Epsilon, 2, new PotentialRegressionOptions { NumberOfThreads = Threads }, _digits.Geometry);
        regression.AddRange(_digits.Train);
        return regression.Fit();
    }

    [Benchmark(Description = "dual objective (OA-OT)")]
    public AmortizedCouplingModel DualObjective()
    {
        PotentialObjective objective = new(_digits.Cost, _digits.Epsilon, 2, new PotentialObjectiveOptions { NumberOfThreads = Threads }, _digits.Geometry);
        foreach (TransportProblem problem in _digits.Train)
            objective.Add(problem);
        return objective.Fit();
    }
}
