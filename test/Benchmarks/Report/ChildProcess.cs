using System.Diagnostics;
using System.Reflection;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>This program, started once more.</summary>
internal static class ChildProcess
{
    /// <summary>What it writes, or null where it fails.</summary>
    public static string? Output(string[] arguments, params (string Name, string Value)[] environment)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? output : null;
    }
}
