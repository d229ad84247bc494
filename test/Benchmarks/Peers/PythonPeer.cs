using System.Runtime.InteropServices;
using System.Text.Json;
using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Runs a script of peers/ on problems written to a temporary folder.</summary>
internal sealed class PythonPeer
{
    /// <summary>The script's exit code where numpy's BLAS is the reference one.</summary>
    private const int SlowBlas = 3;

    private readonly string _python;

    private PythonPeer(string python) => _python = python;

    /// <summary>A Python that has the module <c>ot</c>, or null.</summary>
    public static PythonPeer? Find() => Python.Find("ot") is { } python ? new PythonPeer(python) : null;

    /// <summary>Runs another script of the folder.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public string Run(string script, params string[] arguments)
    {
        ChildResult result = ChildProcess.Run(_python, [Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments], passErrorsOn: true);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"'{script}' failed; its messages are above.");
    }

    /// <summary>What numpy calculated with; null before the measurement, or where it has no fast BLAS.</summary>
    public string? Description { get; private set; }

    /// <summary>Times and plans by problem and method, in the order they were measured; empty where numpy has no fast BLAS, as the comparison would say nothing.</summary>
    /// <param name="problems">The problems by name, with the most sweeps.</param>
    /// <param name="repeat">How often each is timed.</param>
    /// <param name="script">The script.</param>
    public Dictionary<(string Problem, string Method), PeerTime> Measure(
        IReadOnlyDictionary<string, (TransportProblem Problem, int Sweeps)> problems, int repeat, string script = "pot_times.py")
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("peers");
        try
        {
            foreach ((string name, (TransportProblem problem, int sweeps)) in problems)
                Write(Path.Combine(folder.FullName, name + ".problem"), problem, sweeps);
            string driver = Path.Combine(AppContext.BaseDirectory, "peers", script);
            int exitCode = ChildProcess.Run(_python, [driver, folder.FullName, "--repeat", $"{repeat}"], passErrorsOn: true).ExitCode;
            if (exitCode == SlowBlas)
                return [];
            if (exitCode != 0)
                throw new InvalidOperationException($"'{driver}' failed; its messages are above.");
            return Read(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private Dictionary<(string, string), PeerTime> Read(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "times.json")));
        Dictionary<(string, string), PeerTime> times = [];
        string Version(string name) => json.RootElement.GetProperty(name).GetString()!;
        Description = $"Python OT {Version("pot")}, numpy {Version("numpy")} with {Version("blas")}";
        foreach (JsonElement entry in json.RootElement.GetProperty("times").EnumerateArray())
        {
            string Text(string name) => entry.GetProperty(name).GetString()!;
            double? Number(string name) => entry.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
            double[] milliseconds = [.. entry.GetProperty("milliseconds").EnumerateArray().Select(value => value.GetDouble()).Order()];
            float[] plan = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, Text("plan")))).ToArray();
            times[(Text("problem"), Text("method"))] = new PeerTime(milliseconds[milliseconds.Length / 2], (int?)Number("sweeps"), Number("violation"), plan);
        }

        return times;
    }

    private static void Write(string path, TransportProblem problem, int sweeps)
    {
        using BinaryWriter file = new(File.Create(path));
        file.Write(problem.SourceCount);
        file.Write(problem.TargetCount);
        file.Write(sweeps);
        file.Write(problem.Epsilon);
        file.Write(MemoryMarshal.AsBytes(problem.Source.Weights));
        file.Write(MemoryMarshal.AsBytes(problem.Target.Weights));
        for (int i = 0; i < problem.SourceCount; i++)
        {
            for (int j = 0; j < problem.TargetCount; j++)
                file.Write(problem.Geometry.Evaluate(i, j));
        }

        if (!problem.IsBalanced)
            file.Write(problem.SourcePenalty.Value);
    }
}
