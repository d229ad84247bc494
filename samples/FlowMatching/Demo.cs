using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace FlowMatching;

/// <summary>Trains a flow with every kind of coupling, and says what each took and what came of it.</summary>
internal sealed class Demo
{
    private const int ExamplePoints = 12_000, FewestExamples = 4, MostExamples = 20, BatchesToTime = 10, EvaluationSeed = 500_000;

    private readonly MLContext _context = new(1);

    public required FlowTask[] Tasks { get; init; }

    public required int[] Batches { get; init; }

    public required int Steps { get; init; }

    public required int LargestExact { get; init; }

    public required int Points { get; init; }

    public required double EpsilonScale { get; init; }

    public required int Seeds { get; init; }

    public string? Model { get; init; }

    public string? Json { get; init; }

    public required string Pictures { get; init; }

    public bool IsGallery { get; init; }

    public required string Command { get; init; }

    public void Run()
    {
        string[] files = [.. Tasks.Select(task => $"flow-{task.Target.Name}.png")];
        OutputFile.Prepare([Model, Json, .. files.Select(file => Path.Combine(Pictures, file))]);
        List<FlowRow> rows = [];
        for (int k = 0; k < Tasks.Length; k++)
        {
            Dictionary<string, Flow> flows = [];
            foreach (int batch in Batches)
                rows.AddRange(Measure(Tasks[k], batch, flows));
            File.WriteAllBytes(Path.Combine(Pictures, files[k]), Drawing.Png(Tasks[k], [.. Drawing.Shown.Where(flows.ContainsKey).Select(name => flows[name])]));
        }

        Console.WriteLine($"pictures: {string.Join(", ", files.Select(file => Path.GetFullPath(Path.Combine(Pictures, file))))}");
        OutputFile.SaveJson(Json, new { Steps, EpsilonScale, Seeds, Rows = rows });
        if (IsGallery)
        {
            new GalleryEntry(
                "Flows that go straight",
                "A small network learns a wind that carries a cloud of points from a Gaussian into a shape. Which point of the one belongs to which of the other decides how straight the paths become: "
                + "matched at random they bend and cross, matched by optimal transport they hardly turn. From left to right: matched at random, by the exact coupling, by the predicted one.",
                Command, "samples/FlowMatching", [.. files.Select((file, k) => new GalleryPicture(file, $"{Tasks[k].Source.Name} to {Tasks[k].Target.Name}"))],
                [FlowRow.Headings[0], "task", .. FlowRow.Headings[1..]], [.. rows.Select(row => (string[])[row.Cells[0], row.Task, .. row.Cells[1..]])]).Save(Pictures, "flow-matching");
        }
    }

    private List<FlowRow> Measure(FlowTask task, int batch, Dictionary<string, Flow> flows)
    {
        float[] source = task.Source.Draw(Points, EvaluationSeed), target = task.Target.Draw(Points, EvaluationSeed + 1);
        double leastCost = Flow.SquaredDistance(source, target);
        double floor = task.Unit * Math.Sqrt(Flow.SquaredDistance(target, task.Target.Draw(Points, EvaluationSeed + 2)));
        double epsilon = EpsilonScale * Enumerable.Range(0, Points).Average(i => Square(source[2 * i] - target[2 * i]) + Square(source[(2 * i) + 1] - target[(2 * i) + 1]));
        PointBatch[] examples = [.. Enumerable.Range(0, Math.Clamp(ExamplePoints / batch, FewestExamples, MostExamples)).Select(k => new PointBatch(task.Source.Draw(batch, EvaluationSeed + 10 + k), task.Target.Draw(batch, EvaluationSeed + 50 + k)))];
        var regression = Matching.Predicted("RA-OT", _context, epsilon, PotentialLearning.Regression, examples, file: Model);
        Matching[] matchings =
        [
            Matching.Independent, Matching.Exact, Matching.Entropic(_context, epsilon),
            Matching.Entropic(_context, epsilon, SweepsAtEqualTime(regression, examples, epsilon)),
            Matching.Predicted("untrained", _context, epsilon, PotentialLearning.Untrained, examples),
            regression, Matching.Predicted("OA-OT", _context, epsilon, PotentialLearning.DualObjective, examples),
            Matching.Predicted("RA-OT, fast", _context, epsilon, PotentialLearning.Regression, examples, isFast: true),
            Matching.Bisection,
        ];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{task.Source.Name} to {task.Target.Name}, batches of {batch}, {Steps} steps, epsilon {epsilon:0.###}; W2 of two fresh samples of the target: {floor:0.000}; seconds are the processor's"));
        List<FlowRow> rows = [];
        foreach (Matching matching in matchings)
        {
            FlowRow row = Train(task, batch, matching, leastCost, out Flow? flow);
            rows.Add(row);
            if (flow is not null)
                flows[matching.Name] = flow;
        }

        Console.Write(TextTable.ToText(FlowRow.Headings, rows.Select(row => row.Cells)));
        Console.WriteLine();
        return rows;
    }

    /// <summary>Trains with every seed; where exact couplings would take too long, only times them.</summary>
    private FlowRow Train(FlowTask task, int batch, Matching matching, double leastCost, out Flow? flow)
    {
        flow = null;
        bool isTimedOnly = matching.Name == Matching.Exact.Name && batch > LargestExact;
        double couplings = 0, training = 0;
        List<Flow> flows = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var trainer = new FlowTraining(task, batch, Steps, seed);
            PointBatch[] batches = [.. Enumerable.Range(0, isTimedOnly ? Math.Min(BatchesToTime, Steps) : Steps).Select(trainer.Batch)];
            List<PointMatches> matches = matching.Match(batches, out double seconds);
            couplings += seconds / batches.Length / Seeds;
            if (isTimedOnly)
                continue;
            TimeSpan start = Environment.CpuUsage.TotalTime;
            VelocityNet net = trainer.Train(matches);
            training += (Environment.CpuUsage.TotalTime - start).TotalSeconds / Seeds;
            flows.Add(Flow.Run(net, task, Points, leastCost));
        }

        double? Mean(Func<Flow, double> of) => flows.Count == 0 ? null : flows.Average(of);
        flow = flows.FirstOrDefault();
        return new FlowRow(
            $"{task.Source.Name} to {task.Target.Name}", batch, matching.Name, 1e3 * couplings, couplings * Steps, isTimedOnly ? null : (couplings * Steps) + training, matching.LearningSeconds,
            Mean(f => f.DistanceToTarget), Mean(f => f.NormalizedEnergy), Mean(f => f.Curvature));
    }

    /// <summary>As many accelerated sweeps from nothing as take about the time of a prediction.</summary>
    private int SweepsAtEqualTime(Matching prediction, PointBatch[] examples, double epsilon)
    {
        double predicted = Least(prediction), one = Least(Matching.Entropic(_context, epsilon, 1)), five = Least(Matching.Entropic(_context, epsilon, 5));
        double sweep = Math.Max((five - one) / 4, 1e-9);
        return (int)Math.Clamp(Math.Round(1 + ((predicted - one) / sweep)), 1, 100);

        double Least(Matching matching) => Enumerable.Range(0, 3).Min(_ =>
        {
            matching.Match(examples, out double seconds);
            return seconds;
        });
    }

    private static double Square(double value) => value * value;
}

/// <summary>What became of one kind of coupling.</summary>
/// <param name="Task">From where to where.</param>
/// <param name="Batch">Points of a batch.</param>
/// <param name="Coupling">Its name.</param>
/// <param name="MsPerBatch">Milliseconds of the processor a batch, for the coupling and the draws.</param>
/// <param name="CouplingSeconds">Seconds of the processor for the couplings of all batches.</param>
/// <param name="Seconds">Seconds for couplings and training; null where only couplings were timed.</param>
/// <param name="LearningSeconds">Seconds that the model of the couplings took to learn.</param>
/// <param name="DistanceToTarget">W2 of the generated points to the target, in the points' units.</param>
/// <param name="NormalizedEnergy">Normalised path energy.</param>
/// <param name="Curvature">Deviation from straight paths.</param>
internal sealed record FlowRow(
    string Task, int Batch, string Coupling, double MsPerBatch, double CouplingSeconds, double? Seconds, double LearningSeconds,
    double? DistanceToTarget, double? NormalizedEnergy, double? Curvature)
{
    public static readonly string[] Headings = ["coupling", "batch", "ms a coupling", "s couplings", "s in all", "s learning it", "W2 to target", "path energy", "curvature"];

    public string[] Cells =>
    [
        Coupling, $"{Batch}", Number(MsPerBatch, "0.00"), Number(CouplingSeconds, "0.0"), Number(Seconds, "0.0"), Number(LearningSeconds, "0.0"),
        Number(DistanceToTarget, "0.000"), Number(NormalizedEnergy, "0.000"), Number(Curvature, "0.000"),
    ];

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "not run";
}
