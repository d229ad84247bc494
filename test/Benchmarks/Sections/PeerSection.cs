using System.Globalization;
using System.Text;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Our times beside Python OT's, on the same pairs, in one run, each on one core.</summary>
internal static class PeerSection
{
    private const double CertifiedTo = 1e-6;

    public static string Measure(bool isShort)
    {
        Work[] works = Works(isShort);
        PythonPeer? peer = PythonPeer.Find();
        Dictionary<(string Problem, string Method), PeerTime> peerTimes = [];
        if (peer is null)
            Console.WriteLine("Python OT is not installed (no python3 can import 'ot'; Debian: python3-pot), so there are no peers' times. PYTHON=... names another Python.");
        else
            peerTimes = peer.Measure(works.ToDictionary(work => work.Task.Name.Replace(' ', '-'), work => (work.Task.Test[0], work.PeerSweeps)), isShort ? 3 : 7);

        double seconds = isShort ? 0.5 : 2;
        MarkdownTable table = new("work", "ours, ms", "peer", "its violation", "peer, ms", "ratio", "aim");
        foreach (Work work in works)
            AddRows(table, work, peerTimes, seconds);
        (double one, double two) = TwoThreads(seconds);
        table.Add("mini-batches: a row, two threads for one", Number(two), "one thread", "", Number(one), Ratio(one / two), "1.8x");

        StringBuilder text = new();
        text.Append("Medians, one pair, one core, the coupling written into a buffer of the caller. *Predict*: a trained model (RA-OT, defaults), two half-steps. ");
        text.Append("*To 1e-6*: the same model's prediction refined until the L1 marginal violation is below 1e-6. ");
        text.Append("*Certified*: with dual value, rounded primal value and duality gap on top. ");
        text.Append("Python OT stops at 1e-9 or at the number of sweeps given; its marginal violation at that point is beside it.\n\n");
        if (peer is null)
            text.Append("Python OT was not installed on this machine, so its columns are empty.\n\n");
        return text.Append(table).ToString();
    }

    private static Work[] Works(bool isShort) =>
    [
        new(TaskLibrary.Digits(50, 20), 10_000, "ot.sinkhorn", 100, 60, LearnsFrom: 50),
        new(TaskLibrary.Colours(0.1, "random"), 1_000, "ot.sinkhorn", null, 20),
        new(TaskLibrary.Colours(0.005, "heldout"), 800, "ot.sinkhorn", null, 40),
        new(TaskLibrary.Sphere(0.05, isShort ? 5 : 20, 5), 500, "ot.sinkhorn", null, 30),
        new(TaskLibrary.MiniBatches(0.1, isShort ? 20 : 50, 5), 1_000, "ot.emd", 25, null),
    ];

    private static void AddRows(MarkdownTable table, Work work, Dictionary<(string, string), PeerTime> peerTimes, double seconds)
    {
        TransportTask task = work.Task;
        AmortizedCouplingModel model = task.LearnByRegression();
        TransportProblem problem = task.Test[0];
        EntropicSolution solution = new();
        float[] plan = new float[problem.SourceCount * problem.TargetCount];
        SinkhornOptions refinement = new() { Tolerance = CertifiedTo };
        void Write() => new Coupling(problem, solution.SourcePotential, solution.TargetPotential).WriteDense(plan);

        double predict = MedianTime.Milliseconds(_ => { model.Predict(problem, solution); Write(); }, seconds);
        double refined = MedianTime.Milliseconds(_ => { model.Predict(problem, solution, refinement: refinement); Write(); }, seconds);
        double certified = MedianTime.Milliseconds(
            _ =>
            {
                model.Predict(problem, solution, refinement: refinement);
                Write();
                Certificate.Compute(problem, solution.SourcePotential, solution.TargetPotential);
            },
            seconds);

        SinkhornSolver solver = new(refinement);
        double cold = MedianTime.Milliseconds(_ => { solver.Solve(problem, solution); Write(); }, seconds);

        PeerTime? peer = peerTimes.GetValueOrDefault((task.Name.Replace(' ', '-'), work.PeerMethod));
        Add("predict", predict, work.PredictGoal);
        Add("to 1e-6", refined, work.RefineGoal);
        Add("certified to 1e-6", certified, work.RefineGoal);
        Add("nothing learned, cold to 1e-6", cold, null);
        if (task.Name == "digits" && peerTimes.TryGetValue((task.Name, "ot.sinkhorn without empty atoms"), out PeerTime? packed))
        {
            table.Add(
                $"{task.Name}: to 1e-6", Number(refined), "ot.sinkhorn without empty atoms", packed.Violation is { } left ? Exponent(left) : "",
                Number(packed.Milliseconds), Ratio(packed.Milliseconds / refined), "");
        }
        if (work.LearnsFrom is { } pairs)
        {
            double learn = MedianTime.Milliseconds(_ => task.LearnByRegression(), seconds);
            PeerTime? log = peerTimes.GetValueOrDefault((task.Name, "ot.sinkhorn log"));
            table.Add(
                $"{task.Name}: learn from {pairs} pairs", Number(learn), $"{pairs} x ot.sinkhorn log", "", log is null ? "" : Number(pairs * log.Milliseconds),
                log is null ? "" : Ratio(pairs * log.Milliseconds / learn), "100x");
        }

        void Add(string what, double milliseconds, double? goal) => table.Add(
            $"{task.Name}: {what}", Number(milliseconds), work.PeerMethod, peer?.Violation is { } violation ? Exponent(violation) : "",
            peer is null ? "" : Number(peer.Milliseconds), peer is null ? "" : Ratio(peer.Milliseconds / milliseconds), goal is null ? "" : Ratio(goal.Value));
    }

    /// <summary>Milliseconds a row of predictions on one and on two threads.</summary>
    private static (double One, double Two) TwoThreads(double seconds)
    {
        TransportTask task = TaskLibrary.MiniBatches(0.1, 10, 64);
        AmortizedCouplingModel model = task.LearnByRegression();
        int rows = task.Test.Length;
        double Time(int threads) => MedianTime.Milliseconds(
            _ => Parallel.For(
                0, rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new EntropicSolution(),
                (row, _, solution) =>
                {
                    model.Predict(task.Test[row], solution);
                    return solution;
                },
                _ => { }),
            2 * seconds) / rows;
        return (Time(1), Time(2));
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.000" : value < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Exponent(double value) => value.ToString("0e+0", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + "x";

    private sealed record Work(TransportTask Task, int PeerSweeps, string PeerMethod, double? PredictGoal, double? RefineGoal, int? LearnsFrom = null);
}
