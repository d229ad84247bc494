using System.Globalization;
using Microsoft.ML.SlicedOT.Kernels.Tests;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Unbalanced problems: sweeps, predictions, time beside Python OT, and what destroyed mass says of outliers.</summary>
internal static class UnbalancedSection
{
    private const double Gap = 1e-6;

    private const int MostSweeps = 500;

    private const string Peer = "ot.sinkhorn_unbalanced";

    public static string Measure(bool isShort)
    {
        (string heading, string times) = MeasureTimes(isShort);
        return $"""
            Sweeps (a half-step each way) of a cold solve to a relative duality gap of {Gap:0e-0}, mean over three draws of 200 points: two overlapping clouds; the same with 15 % of the points of each far
            from all of the other; and in two parts that exchange nothing. Rho is the mass penalty of both sides.

            {MeasureSweeps()}

            Error of the coupling after two half-steps, relative in the Frobenius norm, mean over eight unseen pairs, and sweeps to that gap; learned models have the defaults and up to 20 pairs
            to learn from. *Kept* is the mass that is moved, of 1.

            {MeasurePredictions(isShort)}

            {heading}

            {times}

            How well mass that does not arrive tells the 15 % of outliers among 200 target points, area under the curve, mean over five draws; rho over the mean cost.

            {MeasureOutliers()}
            """;
    }

    private static MarkdownTable MeasureSweeps()
    {
        const double Epsilon = 0.05;
        double[] ratios = [1, 10, 100, 1000];
        MarkdownTable table = new(["rho / epsilon", .. ratios.Select(ratio => Text(ratio, "0"))]);
        foreach ((string name, double outliers, float apart) in new[] { ("overlapping", 0.0, 0f), ("outliers", 0.15, 0), ("two parts", 0, 10) })
        {
            table.Add([
                name,
                .. ratios.Select(ratio => Text(Enumerable.Range(0, 3).Average(seed => Sweeps(Cloud(seed, outliers, apart, Epsilon, MassPenalty.Absolute(ratio * Epsilon)), default)), "0.0")),
            ]);
        }

        return table;
    }

    private static MarkdownTable MeasurePredictions(bool isShort)
    {
        MarkdownTable table = new("pairs", "kept", "cold", "untrained", "RA-OT", "OA-OT", "sweeps cold", "untrained", "RA-OT", "OA-OT");
        SinkhornSolver solver = new(new SinkhornOptions { Tolerance = 1e-8 });
        foreach ((string name, Func<TransportTask> create) in UnbalancedTasks.All)
        {
            TransportTask task = create();
            TransportProblem[] test = isShort ? task.Test[..3] : task.Test;
            Coupling[] solved = [.. test.Select(problem => solver.Solve(problem).Coupling())];
            AmortizedCouplingModel[] models = [AmortizedCouplingModel.Untrained(task.Cost, task.Dimension, task.Epsilon), task.LearnByRegression(), task.LearnByObjective()];
            double Error(Func<TransportProblem, Coupling> predict) => test.Select((problem, k) => ColdCouplings.RelativeError(predict(problem), solved[k])).Average();
            double[] Start(AmortizedCouplingModel model, TransportProblem problem)
            {
                var f = new double[problem.SourceCount];
                model.PredictSourcePotential(problem, f);
                return f;
            }

            table.Add([
                name,
                Text(solved.Average(coupling => coupling.Mass), "0.00"),
                Text(Error(ColdCouplings.Cold), "0.000"),
                .. models.Select(model => Text(Error(problem => model.Predict(problem).Coupling()), "0.000")),
                Text(test.Average(problem => Sweeps(problem, default)), "0.0"),
                .. models.Select(model => Text(test.Average(problem => Sweeps(problem, Start(model, problem))), "0.0")),
            ]);
            Console.WriteLine($"measured: {name}");
        }

        return table;
    }

    private static (string Heading, string Table) MeasureTimes(bool isShort)
    {
        TransportTask task = UnbalancedTasks.With(TaskLibrary.Colours(0.005, "heldout"), 0.005, 0.5);
        var model = AmortizedCouplingModel.Untrained(task.Cost, task.Dimension, task.Epsilon);
        TransportProblem[] problems = task.Test[..(isShort ? 1 : 3)];
        var peer = PythonPeer.Find();
        Dictionary<(string Problem, string Method), PeerTime> peers =
            peer?.Measure(problems.Select((problem, k) => (problem, k)).ToDictionary(pair => $"pair{pair.k}", pair => (pair.problem, 2000)), isShort ? 2 : 5, "pot_unbalanced.py") ?? [];
        MarkdownTable table = new("pair", "cold", "sweeps", "from the untrained start", "sweeps", Peer, "iterations", "against cold", "against untrained");
        for (int k = 0; k < problems.Length; k++)
        {
            TransportProblem problem = problems[k];
            var f = new double[problem.SourceCount];
            model.PredictSourcePotential(problem, f);
            (double cold, int coldSweeps) = Time(problem, Tolerance(problem, default), null, isShort);
            (double warm, int warmSweeps) = Time(problem, Tolerance(problem, f), model, isShort);
            bool isMeasured = peers.TryGetValue(($"pair{k}", Peer), out PeerTime? time);
            table.Add(
                $"{k + 1}", Quantity.Time(1e6 * cold), $"{coldSweeps}", Quantity.Time(1e6 * warm), $"{warmSweeps}",
                isMeasured ? Quantity.Time(1e6 * time!.Milliseconds) : "-", isMeasured ? $"{time!.Sweeps}" : "-",
                isMeasured ? Quantity.Ratio(time!.Milliseconds / cold) : "-", isMeasured ? Quantity.Ratio(time!.Milliseconds / warm) : "-");
        }

        string description = peer?.Description is { } found ? $"{found}, one thread" : "not measured, as there is none with a fast BLAS";
        return (
            $"Palettes of 500 colours, epsilon 0.005, rho 0.5, to a relative gap of {Gap:0e-0}, one pair, the coupling written in single precision; Python OT ({description}) is given as many iterations as it needs for that gap, by tens.",
            table.ToString());
    }

    private static MarkdownTable MeasureOutliers()
    {
        double[] ratios = [0.03, 0.1, 0.3, 1, 3];
        MarkdownTable table = new(["rho", .. ratios.Select(ratio => Text(ratio, "0.##"))]);
        SinkhornSolver solver = new();
        return table.Add([
            "area",
            .. ratios.Select(ratio => Text(
                Enumerable.Range(0, 5).Average(seed =>
                {
                    TransportProblem problem = Cloud(seed, 0.15, 0, 0.05, MassPenalty.Relative(ratio));
                    var arrives = new double[problem.TargetCount];
                    solver.Solve(problem).Coupling().TargetMarginal(arrives);
                    int outliers = problem.TargetCount * 15 / 100;
                    return Enumerable.Range(0, outliers).Average(i => Enumerable.Range(outliers, problem.TargetCount - outliers).Average(j => arrives[i] < arrives[j] ? 1.0 : 0));
                }),
                "0.00")),
        ]);
    }

    /// <summary>The loosest tolerance on the violation, of some, whose gap is small enough.</summary>
    private static double Tolerance(TransportProblem problem, ReadOnlySpan<double> start)
    {
        double tolerance = 1e-2;
        while (!(new SinkhornSolver(new SinkhornOptions { Tolerance = tolerance, Certify = true }).Solve(problem, start).Certificate!.RelativeDualityGap <= Gap))
            tolerance /= 2;
        return tolerance;
    }

    private static (double Milliseconds, int Sweeps) Time(TransportProblem problem, double tolerance, AmortizedCouplingModel? model, bool isShort)
    {
        SinkhornOptions options = new() { Tolerance = tolerance };
        SinkhornSolver solver = new(options);
        EntropicSolution solution = new();
        Coupling coupling = new();
        var plan = new float[problem.SourceCount * problem.TargetCount];
        double milliseconds = MedianTime.Milliseconds(
            _ =>
            {
                if (model is null)
                    solver.Solve(problem, solution);
                else
                    model.Predict(problem, solution, refinement: options);
                coupling.Assign(solution);
                coupling.WriteDense(plan);
            },
            isShort ? 0.5 : 2);
        return (milliseconds, solution.Sweeps);
    }

    /// <summary>The least number of sweeps to the gap.</summary>
    private static int Sweeps(TransportProblem problem, ReadOnlySpan<double> start)
    {
        for (int sweeps = 1; sweeps < MostSweeps; sweeps += 1 + (sweeps / 20))
        {
            SinkhornSolver solver = new(new SinkhornOptions { Tolerance = 1e-9, MaximumSweeps = sweeps, EpsilonScaling = false, Certify = true });
            if (solver.Solve(problem, start).Certificate!.RelativeDualityGap <= Gap)
                return sweeps;
        }

        return MostSweeps;
    }

    /// <summary>200 points each; outliers come first.</summary>
    private static TransportProblem Cloud(int seed, double outlierShare, float apart, double epsilon, MassPenalty penalty)
    {
        const int Count = 200;
        SeededNormal normal = new(31 + seed);
        float[] source = normal.Fill(2 * Count), target = normal.Fill(2 * Count);
        int outliers = (int)(outlierShare * Count);
        for (int i = 0; i < Count; i++)
        {
            bool isOutlier = i < outliers, isApart = i >= Count / 2;
            for (int k = 0; k < 2; k++)
            {
                int place = (2 * i) + k;
                source[place] = isOutlier ? -8 - (6 * (float)normal.NextDouble()) : source[place] + (isApart ? apart : 0);
                target[place] = isOutlier ? 8 + (6 * (float)normal.NextDouble()) : (0.7f * target[place]) + 1 - (0.5f * k) + (isApart ? apart : 0);
            }
        }

        return new TransportProblem(new DiscreteMeasure(source, 2), new DiscreteMeasure(target, 2), GroundCost.SquaredEuclidean, epsilon, penalty, penalty);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
