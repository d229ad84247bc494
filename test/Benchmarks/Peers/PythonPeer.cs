using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Runs peers/pot_times.py on problems written to a temporary folder.</summary>
internal sealed class PythonPeer
{
    private readonly string _python;

    private PythonPeer(string python) => _python = python;

    /// <summary>A Python that has the module <c>ot</c>, or null.</summary>
    public static PythonPeer? Find()
    {
        foreach (string? candidate in (string?[])[Environment.GetEnvironmentVariable("PYTHON"), "python3", "/usr/bin/python3"])
        {
            if (!string.IsNullOrEmpty(candidate) && Run(candidate, ["-c", "import ot"], quiet: true) == 0)
                return new PythonPeer(candidate);
        }
        return null;
    }

    /// <summary>Times and plans by problem and method, in the order they were measured.</summary>
    public Dictionary<(string Problem, string Method), PeerTime> Measure(IReadOnlyDictionary<string, (TransportProblem Problem, int Sweeps)> problems, int repeat)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("peers");
        try
        {
            foreach ((string name, (TransportProblem problem, int sweeps)) in problems)
                Write(Path.Combine(folder.FullName, name + ".problem"), problem, sweeps);
            string driver = Path.Combine(AppContext.BaseDirectory, "peers", "pot_times.py");
            if (Run(_python, [driver, folder.FullName, "--repeat", $"{repeat}"], quiet: false) != 0)
                throw new InvalidOperationException($"'{driver}' failed; its messages are above.");
            return Read(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<(string, string), PeerTime> Read(string folder)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "times.json")));
        Dictionary<(string, string), PeerTime> times = [];
        foreach (JsonElement entry in json.RootElement.EnumerateArray())
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
    }

    private static int Run(string program, string[] arguments, bool quiet)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = quiet, RedirectStandardOutput = quiet };
        try
        {
            using Process process = Process.Start(start)!;
            if (quiet)
            {
                process.StandardError.ReadToEnd();
                process.StandardOutput.ReadToEnd();
            }
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
