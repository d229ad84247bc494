using System.Globalization;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Starts for which nothing is learned, in dozens to hundreds of dimensions.</summary>
internal static class DimensionSection
{
    public static string Measure(bool isShort)
    {
        int pairs = isShort ? 2 : 8;
        double[] epsilons = isShort ? [0.01] : [0.05, 0.01, 0.002];
        string text = "";
        foreach (double epsilon in epsilons)
        {
            MarkdownTable table = new([string.Create(CultureInfo.InvariantCulture, $"epsilon {epsilon} of the mean cost"), "zero", "fixed directions", "frame, feasible", "frame", "pooled"]);
            foreach (string family in HighDimensions.Names)
                table.Add([family, .. Row(HighDimensions.Create(family, pairs), epsilon)]);
            text += $"\n{table}\n";
            Console.WriteLine($"measured: {epsilon}");
        }

        return $"""
            RMSE x 1e-6 of the coupling after two half-steps (geometric mean over {pairs} pairs of 200 atoms each), sweeps to a violation of 1e-2, and time of the start. In so many
            dimensions the frame spans 32 directions and epsilon shortens its maps; without that its potential is feasible.
            {text}
            """;
    }

    private static IEnumerable<string> Row((DiscreteMeasure Source, DiscreteMeasure Target)[] pairs, double epsilon)
    {
        TransportProblem[] problems = [.. pairs.Select(pair => Problem(pair.Source, pair.Target, epsilon))];
        SinkhornSolver solver = new(new SinkhornOptions { Tolerance = 1e-8 });
        EntropicSolution[] converged = [.. problems.Select(problem => solver.Solve(problem))];
        int dimension = problems[0].Source.Dimension;
        FramePotential feasible = new();
        foreach (UntrainedStart? start in (UntrainedStart?[])[null, UntrainedStart.FixedDirections, UntrainedStart.Best, UntrainedStart.Frame, UntrainedStart.Pooled])
        {
            UntrainedPotential? potential = start is null or UntrainedStart.Best ? null : new UntrainedPotential(GroundCost.SquaredEuclidean, dimension, start.Value);
            yield return Cell(problems, converged, (problem, f) =>
            {
                if (potential is not null)
                    potential.Compute(problem, f);
                else if (start is null)
                    Array.Clear(f);
                else
                {
                    feasible.Compute(problem.Source, problem.Target);
                    feasible.CopyTo(f);
                }
            });
        }
    }

    private static string Cell(TransportProblem[] problems, EntropicSolution[] converged, Action<TransportProblem, double[]> start)
    {
        SinkhornSolver loose = new(new SinkhornOptions { Tolerance = 1e-2, EpsilonScaling = false });
        EntropicSolution predicted = new();
        double logs = 0, sweeps = 0;
        for (int pair = 0; pair < problems.Length; pair++)
        {
            TransportProblem problem = problems[pair];
            var f = new double[problem.SourceCount];
            start(problem, f);
            sweeps += loose.Solve(problem, f).Sweeps;
            SinkhornSolver.Predict(problem, f, 2, predicted);
            double squares = TaskAccuracy.SquaredDifference(predicted.Coupling(), converged[pair].Coupling());
            logs += Math.Log(squares / ((double)problem.SourceCount * problem.TargetCount)) / 2;
        }

        var room = new double[problems.Max(problem => problem.SourceCount)];
        double time = MedianTime.Milliseconds(call => start(problems[call % problems.Length], room), 0.1);
        double error = 1e6 * Math.Exp(logs / problems.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{error.ToString(error < 10 ? "0.00" : "0", CultureInfo.InvariantCulture)} ({sweeps / problems.Length:0.0}, {time:0.0} ms)");
    }

    private static TransportProblem Problem(DiscreteMeasure source, DiscreteMeasure target, double epsilon)
    {
        double mean = new Geometry(source.Support, target.Support, GroundCost.SquaredEuclidean).MeanCost(source.Weights, target.Weights);
        return new TransportProblem(source, target, GroundCost.SquaredEuclidean, epsilon * mean);
    }
}
