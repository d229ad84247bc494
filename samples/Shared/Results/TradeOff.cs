using Microsoft.ML.SlicedOT;

namespace Samples.Shared;

/// <summary>Time against accuracy: how long each way of making couplings takes to come how close, from the first guess to 1e-6.</summary>
public sealed class TradeOff(Comparison comparison)
{
    private static readonly int[] PlainSweeps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
    private static readonly int[] AcceleratedSweeps = [1, 2, 3, 4, 6, 8, 10, 13, 17, 22, 30, 40, 55, 75, 100, 150, 220, 330];
    private const double Floor = 1e-6;

    /// <summary>The chart of several starts.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="models">Models by name, to predict with and to refine from.</param>
    public LogLogChart Chart(string title, params (string Name, AmortizedCouplingModel Model)[] models)
    {
        LogLogChart chart = new(title, "milliseconds a pair", "marginal violation");
        chart.Add("plain Sinkhorn, cold", Curve(PlainSweeps, sweeps =>
        {
            SinkhornSolver solver = new(Options(sweeps, Acceleration.None));
            return (problem, solution) => solver.Solve(problem, solution);
        }), line: true);
        chart.Add("Anderson, cold", Curve(AcceleratedSweeps, sweeps =>
        {
            SinkhornSolver solver = new(Options(sweeps, Acceleration.Anderson));
            return (problem, solution) => solver.Solve(problem, solution);
        }), line: true);
        foreach ((string name, AmortizedCouplingModel model) in models)
        {
            chart.Add($"{name}, then Anderson", Curve([0, .. AcceleratedSweeps], sweeps =>
            {
                SinkhornOptions? refinement = sweeps == 0 ? null : Options(sweeps, Acceleration.Anderson);
                return (problem, solution) => model.Predict(problem, solution, refinement: refinement);
            }), line: true);
        }

        return chart;
    }

    private List<(double, double)> Curve(int[] sweeps, Func<int, Action<TransportProblem, EntropicSolution>> method)
    {
        List<(double, double)> points = [];
        foreach (int count in sweeps)
        {
            MethodRow row = comparison.Measure("", 2 * count, method(count));
            points.Add((row.MsPerPair, row.Violation));
            if (row.Violation < Floor)
                break;
        }

        return points;
    }

    private static SinkhornOptions Options(int sweeps, Acceleration acceleration)
        => new() { MaximumSweeps = sweeps, Tolerance = 0.5 * Floor, Acceleration = acceleration };
}
