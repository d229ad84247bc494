using System.Diagnostics;
using Microsoft.ML.SlicedOT;

namespace Samples.Shared;

/// <summary>Measures ways of making couplings against the converged ones, pair by pair.</summary>
public sealed class Comparison
{
    private const double TeacherTolerance = 1e-10;
    private const int TimedPasses = 5;
    private const double MostSeconds = 2;

    private readonly TransportProblem[] _problems;
    private readonly EntropicSolution[] _converged;
    private readonly double[] _convergedCost;
    private readonly float[] _plan;
    private readonly float[] _convergedPlan;

    public Comparison(TransportProblem[] problems)
    {
        _problems = problems;
        SinkhornSolver teacher = new(new SinkhornOptions { Tolerance = TeacherTolerance });
        _converged = [.. problems.Select(problem => teacher.Solve(problem))];
        _convergedCost = [.. problems.Select((problem, k) => Certify(problem, _converged[k]).TransportCost)];
        _plan = new float[problems.Max(problem => problem.SourceCount * problem.TargetCount)];
        _convergedPlan = new float[_plan.Length];
    }

    /// <summary>About how many calls are timed for each method, two seconds at most.</summary>
    public int TimedCalls { get; init; } = 200;

    /// <summary>The converged coupling of one pair; the span is overwritten by the next call.</summary>
    public ReadOnlySpan<float> ConvergedPlan(int pair) => Write(_problems[pair], _converged[pair], _convergedPlan);

    /// <summary>The converged potentials of one pair.</summary>
    public EntropicSolution Converged(int pair) => _converged[pair];

    /// <summary>One line of the table.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="halfSteps">How many half-steps it takes, or null to take what its sweeps say.</param>
    /// <param name="solve">Computes the potentials of a pair into a solution that is reused.</param>
    /// <param name="visit">Called with every pair's number, potentials and coupling.</param>
    public MethodRow Measure(string method, int? halfSteps, Action<TransportProblem, EntropicSolution> solve, Action<int, EntropicSolution, float[]>? visit = null)
    {
        MethodRow[] pairs = MeasurePairs(method, solve, visit);
        return new MethodRow(
            method,
            halfSteps ?? pairs.Average(pair => pair.HalfSteps),
            pairs.Average(pair => pair.Rmse),
            pairs.Average(pair => pair.Violation),
            pairs.Average(pair => pair.CostError),
            pairs.Average(pair => pair.Gap),
            MedianMilliseconds(solve));
    }

    /// <summary>The same for each pair, untimed.</summary>
    public MethodRow[] MeasurePairs(string method, Action<TransportProblem, EntropicSolution> solve, Action<int, EntropicSolution, float[]>? visit = null)
    {
        EntropicSolution solution = new();
        var rows = new MethodRow[_problems.Length];
        for (int pair = 0; pair < rows.Length; pair++)
        {
            TransportProblem problem = _problems[pair];
            solve(problem, solution);
            ReadOnlySpan<float> plan = Write(problem, solution, _plan);
            visit?.Invoke(pair, solution, _plan);
            double rmse = RootMeanSquare(plan, ConvergedPlan(pair));
            Certificate certificate = Certify(problem, solution);
            double costError = Math.Abs(certificate.TransportCost - _convergedCost[pair]) / _convergedCost[pair];
            rows[pair] = new MethodRow(method, 2 * solution.Sweeps, rmse, certificate.MarginalViolation, costError, certificate.RelativeDualityGap, double.NaN);
        }

        return rows;
    }

    /// <summary>The median over the pairs of the best of a few passes, enough of them for the just-in-time compiler to be done.</summary>
    private double MedianMilliseconds(Action<TransportProblem, EntropicSolution> solve)
    {
        EntropicSolution solution = new();
        var times = new double[_problems.Length];
        Array.Fill(times, double.PositiveInfinity);
        int passes = Math.Max(TimedPasses, TimedCalls / times.Length);
        long begun = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < passes && (pass < 2 || Stopwatch.GetElapsedTime(begun).TotalSeconds < MostSeconds); pass++)
        {
            for (int pair = 0; pair < times.Length; pair++)
            {
                long start = Stopwatch.GetTimestamp();
                solve(_problems[pair], solution);
                Write(_problems[pair], solution, _plan);
                times[pair] = Math.Min(times[pair], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        Array.Sort(times);
        return 0.5 * (times[(times.Length - 1) / 2] + times[times.Length / 2]);
    }

    private static Span<float> Write(TransportProblem problem, EntropicSolution solution, float[] buffer)
    {
        Span<float> plan = buffer.AsSpan(0, problem.SourceCount * problem.TargetCount);
        solution.Coupling().WriteDense(plan);
        return plan;
    }

    private static Certificate Certify(TransportProblem problem, EntropicSolution solution)
        => solution.Certify();

    private static double RootMeanSquare(ReadOnlySpan<float> plan, ReadOnlySpan<float> converged)
    {
        double sum = 0;
        for (int k = 0; k < plan.Length; k++)
        {
            double difference = plan[k] - converged[k];
            sum += difference * difference;
        }

        return Math.Sqrt(sum / plan.Length);
    }
}
