using System.Globalization;
using System.Text;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Our times beside Python OT's, on the same pairs, in one run, each on one core.</summary>
internal static class PeerSection
{
    private const double CertifiedTo = 1e-6;

    private const double SolvedTo = 1e-10;

    private const string NotInstalled =
        "Python OT is not installed (no python3 can import 'ot'; Debian: python3-pot), so there are no peers' times. PYTHON=... names another Python.";

    private const string SlowBlas =
        "Python's numpy uses the reference BLAS here, several times slower than what Python OT's users have, so there is no comparison (Debian: apt install libopenblas0-pthread).";

    public static string Measure(bool isShort)
    {
        Work[] works = Works(isShort);
        var peer = PythonPeer.Find();
        Dictionary<(string Problem, string Method), PeerTime> peerTimes = [];
        if (peer is null)
            Console.WriteLine(NotInstalled);
        else
            peerTimes = peer.Measure(works.ToDictionary(work => work.FileName, work => (work.Problem, work.PeerSweeps)), isShort ? 3 : 7);

        double seconds = isShort ? 0.5 : 2;
        MarkdownTable table = new("work", "ours", "peer", "peer's", "ratio", "aim");
        MarkdownTable methods = new("problem", "method", "sweeps", "its violation", "plan from ours", "takes", "against predict", "against certified", "against cold");
        foreach (Work work in works)
        {
            Times ours = Time(work, seconds);
            AddRows(table, work, ours, peerTimes);
            AddMethods(methods, work, ours, peerTimes);
            Console.WriteLine($"measured: {work.Task.Name}");
        }

        (double one, double two) = TwoThreads(seconds);
        table.Add("mini-batches: a row, two threads for one", Time(two), "one thread", Time(one), Quantity.Ratio(one / two), "1.8x");

        StringBuilder text = new();
        text.Append("Medians, one pair, one core, the coupling written into a buffer of the caller. *Predict*: a trained model (RA-OT, defaults), two half-steps. ");
        text.Append("*To 1e-6*: the same model's prediction refined until the L1 marginal violation is below 1e-6. ");
        text.Append("*Certified*: with dual value, rounded primal value and duality gap on top.\n\n");
        text.Append(peer is null ? NotInstalled : peer.Description is { } description ? $"Peer: {description}, one thread." : SlowBlas).Append("\n\n");
        text.Append(table);
        if (peer?.Description is not null)
        {
            text.Append("\nThe same pairs by every method of Python OT that applies; *against* is its time over ours. It stops at 1e-9 or at the number of sweeps it was given; *its violation* is the L1 ");
            text.Append("marginal violation at that point. *Plan from ours* is the sum of the absolute differences of its plan and our converged one, 2 at most; ");
            text.Append("`ot.emd` solves the problem without regularisation, whose plan is another. `ot.sinkhorn without empty atoms` is given the rows and columns that carry mass alone; ");
            text.Append("`ot.sinkhorn` itself needs a little mass on every atom (1e-12).\n\n").Append(methods);
        }

        return text.ToString();
    }

    private static Work[] Works(bool isShort) =>
    [
        new(TaskLibrary.Digits(50, 20), 10_000, "ot.sinkhorn", 100, 60, LearnsFrom: 50),
        new(TaskLibrary.Colours(0.1, "random"), 1_000, "ot.sinkhorn", null, 20),
        new(TaskLibrary.Colours(0.005, "heldout"), 800, "ot.sinkhorn", null, 40),
        new(TaskLibrary.Sphere(0.05, isShort ? 5 : 20, 5), 500, "ot.sinkhorn", null, 30),
        new(TaskLibrary.MiniBatches(0.1, isShort ? 20 : 50, 5), 1_000, "ot.emd", 25, null),
    ];

    private static Times Time(Work work, double seconds)
    {
        AmortizedCouplingModel model = work.Task.LearnByRegression();
        TransportProblem problem = work.Problem;
        EntropicSolution solution = new();
        var plan = new float[problem.SourceCount * problem.TargetCount];
        SinkhornOptions refinement = new() { Tolerance = CertifiedTo };
        SinkhornSolver solver = new(refinement);
        SinkhornOptions certification = refinement with { Certify = true };
        Coupling coupling = new();
        void Write()
        {
            coupling.Assign(solution);
            coupling.WriteDense(plan);
        }

        Action<int>[] actions =
        [
            _ => { model.Predict(problem, solution); Write(); },
            _ => { model.Predict(problem, solution, refinement: refinement); Write(); },
            _ => { model.Predict(problem, solution, refinement: certification); Write(); },
            _ => { solver.Solve(problem, solution); Write(); },
        ];
        var times = new double[actions.Length];
        foreach (double part in (ReadOnlySpan<double>)[seconds / 4, seconds])
        {
            // The first round is for the just-in-time compiler: what one action calls, others call, too.
            for (int k = 0; k < actions.Length; k++)
                times[k] = MedianTime.Milliseconds(actions[k], part);
        }

        double? learn = work.LearnsFrom is null ? null : MedianTime.Milliseconds(_ => work.Task.LearnByRegression(), seconds);

        new SinkhornSolver(new SinkhornOptions { Tolerance = SolvedTo }).Solve(problem, solution);
        Write();
        return new Times(times[0], times[1], times[2], times[3], learn, plan);
    }

    private static void AddRows(MarkdownTable table, Work work, Times ours, Dictionary<(string, string), PeerTime> peerTimes)
    {
        PeerTime? peer = peerTimes.GetValueOrDefault((work.FileName, work.PeerMethod));
        Add("predict", ours.Predict, work.PeerMethod, peer?.Milliseconds, work.PredictGoal);
        Add("to 1e-6", ours.Refined, work.PeerMethod, peer?.Milliseconds, work.RefineGoal);
        Add("certified to 1e-6", ours.Certified, work.PeerMethod, peer?.Milliseconds, work.RefineGoal);
        Add("nothing learned, cold to 1e-6", ours.Cold, work.PeerMethod, peer?.Milliseconds, null);
        if (ours.Learn is { } learn)
        {
            double? teacher = work.LearnsFrom * peerTimes.GetValueOrDefault((work.FileName, "ot.sinkhorn log"))?.Milliseconds;
            Add($"learn from {work.LearnsFrom} pairs", learn, $"{work.LearnsFrom} x ot.sinkhorn log", teacher, 100);
        }

        void Add(string what, double milliseconds, string method, double? theirs, double? goal) => table.Add(
            $"{work.Task.Name}: {what}", Time(milliseconds), method, theirs is null ? "" : Time(theirs.Value), theirs is null ? "" : Quantity.Ratio(theirs.Value / milliseconds),
            goal is null ? "" : Quantity.Ratio(goal.Value));
    }

    private static void AddMethods(MarkdownTable table, Work work, Times ours, Dictionary<(string Problem, string Method), PeerTime> peerTimes)
    {
        foreach ((string problem, string method) in peerTimes.Keys.Where(key => key.Problem == work.FileName))
        {
            PeerTime peer = peerTimes[(problem, method)];
            table.Add(
                work.Task.Name, method, peer.Sweeps?.ToString(CultureInfo.InvariantCulture) ?? "", Exponent(peer.Violation), Exponent(peer.DistanceTo(ours.Plan)), Time(peer.Milliseconds),
                Quantity.Ratio(peer.Milliseconds / ours.Predict), Quantity.Ratio(peer.Milliseconds / ours.Certified), Quantity.Ratio(peer.Milliseconds / ours.Cold));
        }
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

    private static string Time(double milliseconds) => Quantity.Time(1e6 * milliseconds);

    private static string Exponent(double? value) => value switch
    {
        null => "not finite",
        0 => "0",
        _ => value.Value.ToString("0e+0", CultureInfo.InvariantCulture),
    };

    private sealed record Work(TransportTask Task, int PeerSweeps, string PeerMethod, double? PredictGoal, double? RefineGoal, int? LearnsFrom = null)
    {
        public TransportProblem Problem => Task.Test[0];

        public string FileName => Task.Name.Replace(' ', '-');
    }

    /// <summary>Milliseconds of each work, and the converged coupling.</summary>
    private sealed record Times(double Predict, double Refined, double Certified, double Cold, double? Learn, float[] Plan);
}
