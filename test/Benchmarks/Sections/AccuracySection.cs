using System.Globalization;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>One set of defaults on every task: how close predictions come, and how many sweeps a refinement takes.</summary>
internal static class AccuracySection
{
    public static string Measure(bool isShort)
    {
        (TransportTask Task, int HalfSteps)[] works =
        [
            (Named(TaskLibrary.Digits(), "digits, 50 pairs"), 2),
            (Named(TaskLibrary.Digits(50, 200, 800), "digits, pairs 801-1000"), 2),
            (Named(TaskLibrary.Digits(), "digits, 50 pairs"), 3),
            (Named(TaskLibrary.Digits(5), "digits, 5 pairs"), 2),
            (TaskLibrary.Colours(0.1, "random"), 2),
            (TaskLibrary.Colours(0.1, "heldout"), 2),
            (TaskLibrary.Colours(0.005, "heldout"), 3),
            (TaskLibrary.Sphere(0.05), 2),
            (TaskLibrary.MiniBatches(0.1), 3),
        ];
        if (isShort)
            works = [.. works.Where(work => work.Task.Test.Length <= 100)];

        MarkdownTable errors = new("RMSE x 1e-6", "half-steps", "cold", "as published", "fixed directions", "untrained", "RA-OT", "RA-OT, curvature", "OA-OT");
        MarkdownTable sweeps = new("sweeps to 1e-6", "plain, cold", "Anderson, cold", "from fixed directions", "from untrained", "from RA-OT", "from OA-OT");
        HashSet<string> counted = [];
        foreach ((TransportTask task, int halfSteps) in works)
        {
            TaskAccuracy accuracy = new(task);
            AmortizedCouplingModel regression = task.LearnByRegression(weighting: RegressionWeighting.SourceMass), objective = task.LearnByObjective();
            Func<TransportProblem, double[]> fromFixed = Start(AmortizedCouplingModel.Untrained(task.Cost, task.Dimension, task.Epsilon, start: UntrainedStart.FixedDirections));
            Func<TransportProblem, double[]> fromUntrained = Start(AmortizedCouplingModel.Untrained(task.Cost, task.Dimension, task.Epsilon));
            errors.Add(
                task.Name, Text(halfSteps), Text(accuracy.Rmse(Cold, halfSteps)), Text(accuracy.Rmse(new PublishedRegression(task).Predict, halfSteps)),
                Text(accuracy.Rmse(fromFixed, halfSteps)), Text(accuracy.Rmse(fromUntrained, halfSteps)), Text(accuracy.Rmse(Start(regression), halfSteps)),
                Text(accuracy.Rmse(Start(task.LearnByRegression(weighting: RegressionWeighting.Curvature)), halfSteps)), Text(accuracy.Rmse(Start(objective), halfSteps)));
            Console.WriteLine($"measured: {task.Name}, {halfSteps} half-steps");
            if (!counted.Add(task.Name))
                continue;
            sweeps.Add(
                task.Name, Text(accuracy.Sweeps(Cold, Acceleration.None)), Text(accuracy.Sweeps(Cold, Acceleration.Anderson)),
                Text(accuracy.Sweeps(fromFixed, Acceleration.Anderson)), Text(accuracy.Sweeps(fromUntrained, Acceleration.Anderson)), Text(accuracy.Sweeps(Start(regression), Acceleration.Anderson)),
                Text(accuracy.Sweeps(Start(objective), Acceleration.Anderson)));
        }

        return $"""
            Every model has the defaults; only cost, epsilon and points differ. The error is that of the coupling after so many half-steps, against the converged one, a mean over the test
            pairs. *As published*: RA-OT re-implemented from its description, with 100 random directions. *Fixed directions*: the average of the sliced potentials, nothing learned; *untrained*: that of each pair's pooled atoms. A sweep is two half-steps.

            {errors}
            {sweeps}
            """;
    }

    private static TransportTask Named(TransportTask task, string name) => task with { Name = name };

    private static double[] Cold(TransportProblem problem) => new double[problem.SourceCount];

    private static Func<TransportProblem, double[]> Start(AmortizedCouplingModel model) => problem =>
    {
        var f = new double[problem.SourceCount];
        model.PredictSourcePotential(problem, f);
        return f;
    };

    private static string Text(double value) => value.ToString(value < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
