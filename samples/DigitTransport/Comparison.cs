using System.Diagnostics;
using Microsoft.ML.SlicedOT;

namespace DigitTransport;

/// <summary>Measures ways of making couplings against the converged ones, pair by pair.</summary>
internal sealed class Comparison
{
    private const double TeacherTolerance = 1e-10;
    private const int TimedPasses = 3;

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
        _plan = new float[problems[0].SourceCount * problems[0].TargetCount];
        _convergedPlan = new float[_plan.Length];
    }

    /// <summary>The converged coupling of one pair; the span is overwritten by the next call.</summary>
    public ReadOnlySpan<float> ConvergedPlan(int pair)
    {
        Write(_problems[pair], _converged[pair], _convergedPlan);
        return _convergedPlan;
    }

    /// <summary>One line of the table.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="halfSteps">How many half-steps it takes, or null to take what its sweeps say.</param>
    /// <param name="solve">Computes the potentials of a pair into a solution that is reused.</param>
    /// <param name="dump">Called with every pair's number, potentials and coupling.</param>
    public MethodRow Measure(string method, int? halfSteps, Action<TransportProblem, EntropicSolution> solve, Action<int, EntropicSolution, float[]>? dump = null)
    {
        EntropicSolution solution = new();
        double squares = 0, violation = 0, costError = 0, gap = 0, sweeps = 0;
        for (int pair = 0; pair < _problems.Length; pair++)
        {
            TransportProblem problem = _problems[pair];
            solve(problem, solution);
            Write(problem, solution, _plan);
            dump?.Invoke(pair, solution, _plan);

            squares += RootMeanSquare(_plan, ConvergedPlan(pair));
            Certificate certificate = Certify(problem, solution);
            violation += certificate.MarginalViolation;
            costError += Math.Abs(certificate.TransportCost - _convergedCost[pair]) / _convergedCost[pair];
            gap += certificate.RelativeDualityGap;
            sweeps += solution.Sweeps;
        }

        int count = _problems.Length;
        return new MethodRow(
            method, halfSteps ?? 2 * sweeps / count, squares / count, violation / count, costError / count, gap / count, MedianMilliseconds(solve));
    }

    /// <summary>The median over the pairs of the best of a few passes; the first pass, in <see cref="Measure"/>, has warmed everything up.</summary>
    private double MedianMilliseconds(Action<TransportProblem, EntropicSolution> solve)
    {
        EntropicSolution solution = new();
        double[] times = new double[_problems.Length];
        Array.Fill(times, double.PositiveInfinity);
        for (int pass = 0; pass < TimedPasses; pass++)
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

    private static void Write(TransportProblem problem, EntropicSolution solution, float[] plan)
        => new Coupling(problem, solution.SourcePotential, solution.TargetPotential).WriteDense(plan);

    private static Certificate Certify(TransportProblem problem, EntropicSolution solution)
        => Certificate.Compute(problem, solution.SourcePotential, solution.TargetPotential);

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
