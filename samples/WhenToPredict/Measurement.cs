using System.Diagnostics;
using Microsoft.ML.SlicedOT;

namespace WhenToPredict;

/// <summary>Learns, saves, loads, predicts, and solves cold to where the predictions came.</summary>
/// <param name="file">Where models are kept, one after the other; null: in memory.</param>
internal sealed class Measurement(string? file)
{
    private static readonly SinkhornOptions Exact = new();

    public Line Run(Family family, double scale)
    {
        (DiscreteMeasure Source, DiscreteMeasure Target)[] all = [.. family.Train, .. family.Unseen];
        double meanCost = family.Train.Average(pair => new Geometry(pair.Source.Support, pair.Target.Support, GroundCost.SquaredEuclidean).MeanCost(pair.Source.Weights, pair.Target.Weights));
        TransportProblem[] problems = [.. all.Select(pair => new TransportProblem(pair.Source, pair.Target, GroundCost.SquaredEuclidean, scale * meanCost))];
        TransportProblem[] train = problems[..family.Train.Length], unseen = problems[family.Train.Length..];
        (Prediction fixedDirections, _) = Predict(train, unseen, new FeatureOptions { PooledPotential = false });
        (Prediction pooled, AmortizedCouplingModel model) = Predict(train, unseen, new FeatureOptions());
        (double refined, double refinedSweeps) = Measure(unseen, problem => model.Predict(problem, refinement: Exact));
        (double cold, double coldSweeps) = Measure(unseen, problem => new SinkhornSolver(Exact).Solve(problem));
        return new Line(all.Average(pair => pair.Source.Count), train[0].Source.Dimension, scale, fixedDirections, pooled, refined, refinedSweeps, cold, coldSweeps);
    }

    private (Prediction, AmortizedCouplingModel) Predict(TransportProblem[] train, TransportProblem[] unseen, FeatureOptions features)
    {
        var regression = new PotentialRegression(GroundCost.SquaredEuclidean, train[0].Epsilon, train[0].Source.Dimension, new PotentialRegressionOptions { Features = features });
        regression.AddRange(train);
        AmortizedCouplingModel model = SaveAndLoad(regression.Fit());
        double violation = unseen.Average(problem => model.Predict(problem).Certify().MarginalViolation);
        (double time, _) = Measure(unseen, problem => model.Predict(problem));
        (double solve, double sweeps) = Measure(unseen, problem => new SinkhornSolver(Exact with { Tolerance = violation }).Solve(problem));
        return (new Prediction(violation, time, solve, sweeps), model);
    }

    private AmortizedCouplingModel SaveAndLoad(AmortizedCouplingModel model)
    {
        using Stream stream = file is null ? new MemoryStream() : File.Create(file);
        model.WriteTo(new BinaryWriter(stream));
        stream.Position = 0;
        return AmortizedCouplingModel.ReadFrom(new BinaryReader(stream));
    }

    private static (double Milliseconds, double Sweeps) Measure(TransportProblem[] unseen, Func<TransportProblem, EntropicSolution> solve)
    {
        // The least of three rounds: the first one also pays for the just-in-time compiler.
        double best = double.PositiveInfinity, sweeps = 0;
        for (int round = 0; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            sweeps = unseen.Average(problem => (double)solve(problem).Sweeps);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / unseen.Length);
        }

        return (best, sweeps);
    }
}
