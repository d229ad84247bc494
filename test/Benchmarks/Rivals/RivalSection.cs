using System.Globalization;
using System.Text;
using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The tasks of the paper, each with everything that couples the same pairs beside ours.</summary>
internal static class RivalSection
{
    private const string NoPython =
        "No Python with numpy was found (Debian: python3-numpy python3-torch python3-pot; PYTHON=... names another one), so Meta-OT, min-SWGG, expected sliced plans, Min-STP and Python OT are missing.";

    public static string Measure(bool isShort)
    {
        (TransportTask Task, TransportProblem[] More)[] tasks = [.. Tasks(isShort)];
        Comparison[] comparisons = [.. tasks.Select(work => new Comparison(work.Task.Test))];
        int seconds = isShort ? 20 : 60;
        var python = PythonRivals.Find();
        if (python is null)
            Console.Error.WriteLine(NoPython);
        ILookup<int, RivalRow> others = python?.Measure(tasks, (task, pair) => comparisons[task].Converged(pair), seconds) ?? Array.Empty<RivalRow>().ToLookup(_ => 0);

        StringBuilder text = new(python is null ? NoPython : $"Rivals: {python.Versions}.");
        text.Append(CultureInfo.InvariantCulture, $"""


            Every method is given the same pairs and measured against the same converged couplings (to 1e-10), on one thread, one after the other. RMSE is over all entries of the coupling, violation the
            L1 distance of its marginals from the weights, cost error relative to the converged coupling's cost; means over the test pairs. Milliseconds: median over the pairs, each the best of a few
            calls, the dense coupling included; *ratio* is that over RA-OT's. Training, and Python's milliseconds, are seconds of the processor, so that others on the machine do not count. Networks are
            trained for {seconds} s (Min-STP a third of that), ours until they are done. That `ot.sinkhorn` comes to 0.00 says that both sides mean the same problem. RMSE against an entropic coupling punishes sparse ones: where a row says *sparse*, look at the cost error as well. Meta-OT is evaluated after two half-steps, as ours; its half-steps are products with a kernel, on grids along the axes, as ours.
            The temperature of expected sliced plans is chosen on the test pairs, in their favour.

            """);
        for (int k = 0; k < tasks.Length; k++)
        {
            TransportTask task = tasks[k].Task;
            RivalRow[] rows = [.. LongWork.Collect(task.Name, OwnMethods.Count, new OwnMethods(task, comparisons[k]).Measure()), .. others[k]];
            text.Append(CultureInfo.InvariantCulture, $"\n## {Title(task)}\n\n{Table(rows)}\n{Verdict(rows)}\n");
            Console.WriteLine($"measured: {task.Name}");
        }

        return text.ToString();
    }

    private static IEnumerable<(TransportTask, TransportProblem[])> Tasks(bool isShort)
    {
        yield return (TaskLibrary.Digits(50, isShort ? 10 : 50), TaskLibrary.Digits(700, 1).Train[50..]);
        yield return (TaskLibrary.Colours(0.005, "heldout"), []);
        foreach (double epsilon in isShort ? [0.05] : (double[])[0.05, 0.5])
        {
            // Drawn in one stream, so that the first pairs are those of every other table.
            TransportTask sphere = TaskLibrary.Sphere(epsilon, 20, isShort ? 3 : 10);
            yield return (sphere, TaskLibrary.Sphere(epsilon, 300, 1).Train[40..]);
        }

        yield return (TaskLibrary.MiniBatches(0.1, isShort ? 20 : 50, isShort ? 5 : 10), []);
    }

    private static string Title(TransportTask task) => FormattableString.Invariant(
        $"{task.Name}: {task.Test[0].SourceCount:N0} x {task.Test[0].TargetCount:N0}, epsilon {task.Epsilon}, {task.Train.Length} pairs to learn from, {task.Test.Length} to predict");

    private static MarkdownTable Table(RivalRow[] rows)
    {
        double own = Row(rows, OwnMethods.Regression).Error!.Milliseconds;
        MarkdownTable table = new("method", "RMSE x 1e-6", "cost error", "violation", "training, s", "ms a pair", "ratio", "remark");
        foreach (RivalRow row in rows.OrderBy(row => row.Error?.Rmse ?? double.PositiveInfinity))
        {
            string name = row.Kind == RivalKind.Ours ? $"**{row.Method}**" : row.Method;
            if (row.Error is not { } error)
                table.Add(name, "", "", "", "", "", "", row.Note);
            else
                table.Add(
                    name, Number(1e6 * error.Rmse, "0.00"), Number(100 * error.CostError, "0.00") + " %", Number(error.Violation, "0.000"),
                    row.Training > 0 ? Number(row.Training, "0.00") : "0", Number(error.Milliseconds, "0.00"), Quantity.Ratio(error.Milliseconds / own), row.Note);
        }

        return table;
    }

    /// <summary>Who wins, who loses, in sentences that the numbers decide.</summary>
    private static string Verdict(RivalRow[] rows)
    {
        RivalRow[] predictions = [.. rows.Where(row => row.Error is not null && row.Kind is RivalKind.Ours or RivalKind.Rival)];
        RivalRow best = predictions.MinBy(row => row.Error!.Rmse)!, worst = predictions.MaxBy(row => row.Error!.Rmse)!, own = predictions.Where(row => row.Kind == RivalKind.Ours).MinBy(row => row.Error!.Rmse)!;
        RivalRow regression = Row(rows, OwnMethods.Regression), untrained = Row(rows, "untrained");
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Of the predictions {best.Method} is closest ({Rmse(best)}); the loser is {worst.Method} ({Rmse(worst)}).");
        if (predictions.Where(row => row.Method.StartsWith("Meta-OT", StringComparison.Ordinal)).MinBy(row => row.Error!.Rmse) is { } network)
        {
            text.Append(CultureInfo.InvariantCulture,
                $" {network.Method}, has {network.Error!.Rmse / own.Error!.Rmse:0.0} times the RMSE of our best, {own.Method}, was trained {network.Training / Math.Max(own.Training, 1e-3):0} times as long, and takes {network.Error.Milliseconds / own.Error.Milliseconds:0.0} times as long a pair.");
        }

        if (regression.Error!.Rmse > untrained.Error!.Rmse)
            text.Append(CultureInfo.InvariantCulture, $" Learning does not pay here: RA-OT loses to the untrained model ({Rmse(untrained)}).");
        foreach (string method in (string[])[OwnMethods.Regression, OwnMethods.Fast])
        {
            RivalRow ours = Row(rows, method), cold = Row(rows, OwnMethods.InTimeOf(method));
            double ratio = cold.Error!.Milliseconds / ours.Error!.Milliseconds;
            text.Append(cold.Error.Rmse < ours.Error.Rmse
                ? FormattableString.Invariant($" **We lose** with {method} ({Rmse(ours)}): in {ratio:0.0} times its time a cold accelerated solver, nothing learned, comes to {Rmse(cold)} ({cold.Note}).")
                : FormattableString.Invariant($" {method} ({Rmse(ours)}) is ahead of a cold accelerated solver in {ratio:0.0} times its time ({Rmse(cold)}, {cold.Note})."));
        }

        return text.ToString();

        static string Rmse(RivalRow row) => FormattableString.Invariant($"{1e6 * row.Error!.Rmse:0.00}");
    }

    private static RivalRow Row(RivalRow[] rows, string method) => rows.Single(row => row.Method == method);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
