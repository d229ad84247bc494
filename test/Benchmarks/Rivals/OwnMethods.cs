using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The library's own ways to couplings, and what any of them has to beat, on one task.</summary>
internal sealed class OwnMethods(TransportTask task, Comparison comparison)
{
    /// <summary>The default model, whose time is the measure of all others'.</summary>
    public const string Regression = "RA-OT";

    /// <summary>The same without the pooled start.</summary>
    public const string Fast = "RA-OT, fixed directions";

    /// <summary>How many rows there are.</summary>
    public const int Count = 12;

    /// <summary>A solver in limited time stops by violations, each this share of the last: a largest number of sweeps would make it compute costs in double precision before it ends.</summary>
    private const double FirstViolation = 1.6, LastViolation = 1e-6, Share = 0.8;

    public IEnumerable<RivalRow> Measure()
    {
        yield return Row("untrained", RivalKind.Ours, "two half-steps, as all of ours", 2, Predict(AmortizedCouplingModel.Untrained(task.Cost, task.Dimension, task.Epsilon, geometry: task.Geometry)));
        RivalRow regression = Learned(Regression, () => task.LearnByRegression(threads: 1)), fast = Learned(Fast, () => task.LearnByRegression(new FeatureOptions { PooledPotential = false }, threads: 1));
        yield return regression;
        yield return fast;
        yield return Learned("RA-OT, curvature", () => task.LearnByRegression(weighting: RegressionWeighting.Curvature, threads: 1));
        yield return Learned("OA-OT", () => task.LearnByObjective(threads: 1));
        yield return task.Cost is SquaredEuclideanCost
            ? Row("Gaussian start", RivalKind.Baseline, "closed form between the Gaussian fits, two half-steps", 2, Predict(Gaussian()))
            : new RivalRow("Gaussian start", RivalKind.Baseline, "does not apply: its formula is of squared distances", null);
        yield return Independent();

        yield return AtTime("Sinkhorn, cold, in RA-OT's time", Acceleration.None, regression.Error!.Milliseconds);
        yield return AtTime(InTimeOf(Regression), Acceleration.Anderson, regression.Error.Milliseconds);
        yield return AtTime(InTimeOf(Fast), Acceleration.Anderson, fast.Error!.Milliseconds);
        SinkhornSolver solver = new();
        yield return Row("accelerated, cold, to 1e-6", RivalKind.Solver, "ours, nothing learned", null, (problem, solution) => solver.Solve(problem, solution));
        AmortizedCouplingModel model = task.LearnByRegression(threads: 1);
        yield return Row("RA-OT, refined to 1e-6", RivalKind.Solver, "ours, from the prediction", null, (problem, solution) => model.Predict(problem, solution, refinement: new SinkhornOptions()));
    }

    /// <summary>The name of the solver that stops when the time of a method is over.</summary>
    public static string InTimeOf(string method) => $"accelerated, cold, in the time of {method}";

    private RivalRow Row(string method, RivalKind kind, string note, int? halfSteps, Action<TransportProblem, EntropicSolution> solve, double training = 0) =>
        new(method, kind, note, Error(comparison.Measure(method, halfSteps, solve)), training);

    private RivalRow Learned(string method, Func<AmortizedCouplingModel> learn)
    {
        // The second time, when the compiler is done.
        learn();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        AmortizedCouplingModel model = learn();
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        return Row(method, RivalKind.Ours, $"{task.Train.Length} pairs", 2, Predict(model), seconds);
    }

    private AmortizedCouplingModel Gaussian()
    {
        var features = PotentialFeatures.Create(
            new FeatureOptions { PooledPotential = false, MeanShift = false, Monomials = false, RandomFourierFeatures = 0 }, task.Dimension, task.Cost);
        double[] coefficients = [.. features.Names.Select(name => name == "GaussianPotential" ? 1.0 : 0.0)];
        return new AmortizedCouplingModel(task.Cost, task.Epsilon, features, coefficients, geometry: task.Geometry);
    }

    /// <summary>Everything goes everywhere in proportion.</summary>
    private RivalRow Independent()
    {
        double rmse = 0, cost = 0;
        for (int pair = 0; pair < task.Test.Length; pair++)
        {
            TransportProblem problem = task.Test[pair];
            ReadOnlySpan<float> converged = comparison.ConvergedPlan(pair);
            double squares = 0;
            for (int k = 0; k < converged.Length; k++)
            {
                double difference = (problem.Source.Weights[k / problem.TargetCount] * problem.Target.Weights[k % problem.TargetCount]) - converged[k];
                squares += difference * difference;
            }

            double mean = problem.Geometry.MeanCost(problem.Source.Weights, problem.Target.Weights), optimal = comparison.Converged(pair).Certify().TransportCost;
            (rmse, cost) = (rmse + Math.Sqrt(squares / converged.Length), cost + (Math.Abs(mean - optimal) / optimal));
        }

        var plan = new float[task.Test[0].SourceCount * task.Test[0].TargetCount];
        double milliseconds = MedianTime.Milliseconds(k => Outer(task.Test[k % task.Test.Length], plan), 0.2);
        return new RivalRow("independent coupling", RivalKind.Baseline, "the product of the weights", new RivalError(rmse / task.Test.Length, cost / task.Test.Length, 0, milliseconds));
    }

    private static void Outer(TransportProblem problem, float[] plan)
    {
        for (int i = 0; i < problem.SourceCount; i++)
        {
            float mass = (float)problem.Source.Weights[i];
            Span<float> row = plan.AsSpan(i * problem.TargetCount, problem.TargetCount);
            for (int j = 0; j < row.Length; j++)
                row[j] = mass * (float)problem.Target.Weights[j];
        }
    }

    /// <summary>As far as it comes in that time, at least to the first of the violations.</summary>
    private RivalRow AtTime(string method, Acceleration acceleration, double milliseconds)
    {
        RivalRow? best = null;
        for (double violation = FirstViolation; violation >= LastViolation; violation *= Share)
        {
            SinkhornSolver solver = new(new SinkhornOptions { Acceleration = acceleration, Tolerance = violation });
            MethodRow row = comparison.Measure(method, null, (problem, solution) => solver.Solve(problem, solution));
            if (row.MsPerPair > milliseconds && best is not null)
                break;
            best = new RivalRow(method, RivalKind.Baseline, FormattableString.Invariant($"{row.HalfSteps / 2:0.#} sweeps"), Error(row));
        }

        return best!;
    }

    private static Action<TransportProblem, EntropicSolution> Predict(AmortizedCouplingModel model) => (problem, solution) => model.Predict(problem, solution);

    private static RivalError Error(MethodRow row) => new(row.Rmse, row.CostError, row.Violation, row.MsPerPair);
}
