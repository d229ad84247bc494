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

    /// <summary>Median milliseconds by problem and method.</summary>
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
            return Read(Path.Combine(folder.FullName, "times.json"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<(string, string), PeerTime> Read(string path)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        Dictionary<(string, string), PeerTime> times = [];
        foreach (JsonElement entry in json.RootElement.EnumerateArray())
        {
            double[] milliseconds = [.. entry.GetProperty("milliseconds").EnumerateArray().Select(value => value.GetDouble()).Order()];
            double? violation = entry.GetProperty("violation") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
            times[(entry.GetProperty("problem").GetString()!, entry.GetProperty("method").GetString()!)] = new PeerTime(milliseconds[milliseconds.Length / 2], violation);
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
