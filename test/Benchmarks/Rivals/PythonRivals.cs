using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Runs peers/rivals.py on tasks written to a temporary folder.</summary>
internal sealed class PythonRivals
{
    private readonly string _python;

    private PythonRivals(string python) => _python = python;

    /// <summary>The Python that has the most of what rivals need, or null where none has numpy.</summary>
    public static PythonRivals? Find() =>
        (Python.Find("numpy, torch, ot") ?? Python.Find("numpy, torch") ?? Python.Find("numpy")) is { } python ? new PythonRivals(python) : null;

    /// <summary>The versions of what was run.</summary>
    public string Versions { get; private set; } = "";

    /// <summary>Rows by the task's place.</summary>
    /// <param name="tasks">Each with further pairs of its kind, for networks that want more than ours.</param>
    /// <param name="converged">The potentials of a task's test pair.</param>
    /// <param name="seconds">Of training, for each network.</param>
    public ILookup<int, RivalRow> Measure(IReadOnlyList<(TransportTask Task, TransportProblem[] More)> tasks, Func<int, int, EntropicSolution> converged, int seconds)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rivals");
        try
        {
            for (int k = 0; k < tasks.Count; k++)
            {
                int place = k;
                Write(Path.Combine(folder.FullName, FormattableString.Invariant($"{k:00} {tasks[k].Task.Name}.task")), tasks[k].Task, tasks[k].More, pair => converged(place, pair));
            }

            string driver = Path.Combine(AppContext.BaseDirectory, "peers", "rivals.py");
            if (ChildProcess.Run(_python, [driver, folder.FullName, "--seconds", $"{seconds}"], passErrorsOn: true).ExitCode != 0)
                throw new InvalidOperationException($"'{driver}' failed; its messages are above.");

            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "results.json")));
            Versions = json.RootElement.GetProperty("versions").GetString()!;
            return json.RootElement.GetProperty("rows").EnumerateArray().Select(Read).ToArray().ToLookup(row => row.Task, row => row.Row);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int Task, RivalRow Row) Read(JsonElement row)
    {
        string Text(string name) => row.GetProperty(name).GetString()!;
        double Number(string name) => row.GetProperty(name).GetDouble();
        RivalError? error = row.TryGetProperty("rmse", out _) ? new RivalError(Number("rmse"), Number("costError"), Number("violation"), Number("milliseconds")) : null;
        string method = Text("method");
        RivalKind kind = method.StartsWith("ot.", StringComparison.Ordinal) ? RivalKind.Solver : RivalKind.Rival;
        return (int.Parse(Text("task").Split(' ')[0], CultureInfo.InvariantCulture), new RivalRow(method, kind, Text("note"), error, error is null ? 0 : Number("training")));
    }

    private static void Write(string path, TransportTask task, TransportProblem[] more, Func<int, EntropicSolution> converged)
    {
        bool isFixed = task.Geometry is not null;
        bool isSquared = task.Cost is SquaredEuclideanCost;
        int side = (int)Math.Sqrt(task.Test[0].SourceCount);
        bool isGrid = isFixed && isSquared && side * side == task.Test[0].SourceCount;
        using BinaryWriter file = new(File.Create(path));
        foreach (int number in (int[])[isSquared ? 0 : 1, task.Dimension, isFixed ? 1 : 0, isGrid ? side : 0, isGrid ? side : 0, task.Train.Length, more.Length, task.Test.Length])
            file.Write(number);
        file.Write(task.Epsilon);
        if (isFixed)
            WriteSupports(file, task.Test[0]);
        foreach (TransportProblem problem in (TransportProblem[])[.. task.Train, .. more])
            WritePair(file, problem, isFixed);
        for (int k = 0; k < task.Test.Length; k++)
        {
            WritePair(file, task.Test[k], isFixed);
            EntropicSolution solution = converged(k);
            file.Write(MemoryMarshal.AsBytes(solution.SourcePotential));
            file.Write(MemoryMarshal.AsBytes(solution.TargetPotential));
        }
    }

    private static void WritePair(BinaryWriter file, TransportProblem problem, bool isFixed)
    {
        if (!isFixed)
            WriteSupports(file, problem);
        file.Write(MemoryMarshal.AsBytes(problem.Source.Weights));
        file.Write(MemoryMarshal.AsBytes(problem.Target.Weights));
    }

    private static void WriteSupports(BinaryWriter file, TransportProblem problem)
    {
        file.Write(problem.SourceCount);
        file.Write(problem.TargetCount);
        file.Write(MemoryMarshal.AsBytes(problem.Source.Support.Coordinates));
        file.Write(MemoryMarshal.AsBytes(problem.Target.Support.Coordinates));
    }
}
