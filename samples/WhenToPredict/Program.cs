using System.Diagnostics;
using Microsoft.ML.SlicedOT;
using WhenToPredict;

// Does a prediction pay, or is it better simply to solve? Depends on the number of points, their dimension, and epsilon against the mean cost.
const int Training = 20, Unseen = 5;
(int Points, int Dimension)[] sizes = args is ["--short"] ? [(100, 2), (300, 2)] : [(100, 2), (300, 2), (1000, 2), (3000, 2), (1000, 3), (1000, 10)];
double[] scales = [0.05, 0.01, 0.002];

Console.WriteLine($"Mixtures of three Gaussians, turned and stretched; {Training} pairs to learn from, means over {Unseen} unseen ones, one thread.");
Console.WriteLine("'fixed' predicts from fixed directions alone, 'pooled' (the default) from each pair's pooled atoms; 'solve' starts from nothing.");
Console.WriteLine("n = m     d  epsilon/mean cost | fixed: ms  violation | solve to that: ms | pooled: ms  violation | solve to that: ms  sweeps | refine to 1e-6: ms  sweeps | solve to 1e-6: ms  sweeps");
foreach ((int points, int dimension) in sizes)
{
    var random = new Random(1);
    List<(DiscreteMeasure Source, DiscreteMeasure Target)> pairs = [.. Enumerable.Range(0, Training + Unseen).Select(_ => Clouds.Pair(random, points, dimension))];
    double meanCost = pairs.Take(Training).Average(pair => new Geometry(pair.Source.Support, pair.Target.Support, GroundCost.SquaredEuclidean).MeanCost(pair.Source.Weights, pair.Target.Weights));
    foreach (double scale in scales)
    {
        TransportProblem[] problems = [.. pairs.Select(pair => new TransportProblem(pair.Source, pair.Target, GroundCost.SquaredEuclidean, scale * meanCost))];
        TransportProblem[] unseen = problems[Training..];
        var exact = new SinkhornOptions();
        (_, double fixedViolation, double fixedTime, double asFixed, _) = Predict(new FeatureOptions { PooledPotential = false });
        (AmortizedCouplingModel model, double violation, double time, double same, double sameSweeps) = Predict(new FeatureOptions());
        (double refined, double refinedSweeps) = Measure(problem => model.Predict(problem, refinement: exact));
        (double cold, double coldSweeps) = Measure(problem => new SinkhornSolver(exact).Solve(problem));
        Console.WriteLine(FormattableString.Invariant(
            $"{points,5} {dimension,5} {scale,18} | {fixedTime,9:0.00} {fixedViolation,10:0.000} | {asFixed,17:0.00} | {time,10:0.00} {violation,10:0.000} | {same,17:0.00} {sameSweeps,7:0.0} | {refined,18:0.00} {refinedSweeps,7:0.0} | {cold,17:0.00} {coldSweeps,7:0.0}"));

        (AmortizedCouplingModel Model, double Violation, double Time, double SolveTime, double SolveSweeps) Predict(FeatureOptions features)
        {
            var regression = new PotentialRegression(GroundCost.SquaredEuclidean, scale * meanCost, dimension, new PotentialRegressionOptions { Features = features });
            regression.AddRange(problems[..Training]);
            AmortizedCouplingModel model = regression.Fit();
            double violation = unseen.Average(problem => model.Predict(problem).Certify().MarginalViolation);
            (double time, _) = Measure(problem => model.Predict(problem));
            (double solve, double sweeps) = Measure(problem => new SinkhornSolver(exact with { Tolerance = violation }).Solve(problem));
            return (model, violation, time, solve, sweeps);
        }

        (double Milliseconds, double Sweeps) Measure(Func<TransportProblem, EntropicSolution> solve)
        {
            // The least of three rounds: the first one also pays for the just-in-time compiler.
            double best = double.PositiveInfinity, sweeps = 0;
            for (int round = 0; round < 3; round++)
            {
                long start = Stopwatch.GetTimestamp();
                sweeps = unseen.Average(problem => (double)solve(problem).Sweeps);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / Unseen);
            }

            return (best, sweeps);
        }
    }
}
