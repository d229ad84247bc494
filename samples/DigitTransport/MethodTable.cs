using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DigitTransport;

/// <summary>The ways of making couplings that the demo compares.</summary>
internal static class MethodTable
{
    /// <summary>How many there are.</summary>
    public const int Count = 11;

    private const double Tolerance = 1e-6;

    /// <param name="comparison">The test pairs.</param>
    /// <param name="regression">The model learned by regression.</param>
    /// <param name="objective">The model learned by the dual objective.</param>
    /// <param name="slices">The model learned by regression from 100 random slices and nothing else.</param>
    /// <param name="visit">Called with every coupling that the first model predicts.</param>
    public static IEnumerable<MethodRow> Measure(
        Comparison comparison, AmortizedCouplingModel regression, AmortizedCouplingModel objective, AmortizedCouplingModel slices,
        Action<int, EntropicSolution, float[]> visit)
    {
        var untrained = AmortizedCouplingModel.Untrained(
            regression.Cost, regression.Features.Dimension, regression.Epsilon, new FeatureOptions { Directions = regression.Features.Directions }, regression.Geometry);
        yield return comparison.Measure("RA-OT", 2, Predict(regression, 2), visit);
        yield return comparison.Measure("OA-OT", 2, Predict(objective, 2));
        yield return comparison.Measure("OA-OT", 3, Predict(objective, 3));
        yield return comparison.Measure("RA-OT, 100 random slices", 2, Predict(slices, 2));
        yield return comparison.Measure("untrained", 2, Predict(untrained, 2));
        foreach (int sweeps in (int[])[1, 2, 10])
            yield return comparison.Measure("Sinkhorn, cold", 2 * sweeps, Solve(new SinkhornOptions { Acceleration = Acceleration.None, MaximumSweeps = sweeps, Tolerance = 1e-12 }));

        SinkhornOptions refinement = new() { Tolerance = Tolerance };
        yield return comparison.Measure("RA-OT, refined", null, (problem, solution) => regression.Predict(problem, solution, refinement: refinement));
        yield return comparison.Measure("Anderson, cold", null, Solve(refinement));
        yield return comparison.Measure("Sinkhorn, converged", null, Solve(refinement with { Acceleration = Acceleration.None }));
    }

    public static Action<TransportProblem, EntropicSolution> Predict(AmortizedCouplingModel model, int halfSteps)
        => (problem, solution) => model.Predict(problem, solution, halfSteps);

    private static Action<TransportProblem, EntropicSolution> Solve(SinkhornOptions options)
    {
        SinkhornSolver solver = new(options);
        return (problem, solution) => solver.Solve(problem, solution);
    }
}
