using System.Diagnostics;
using System.Reflection;
using System.Runtime.Versioning;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>This program, started once more.</summary>
internal static class ChildProcess
{
    /// <summary>What it writes on so many cores, or null where it fails. Call it on the main thread: on Linux that is the one whose cores a process has.</summary>
    [SupportedOSPlatform("linux")]
    [SupportedOSPlatform("windows")]
    public static string? OutputOnCores(int cores, string[] arguments, params (string Name, string Value)[] environment)
    {
        using Process self = Process.GetCurrentProcess();
        nint all = self.ProcessorAffinity;
        nint some = 0;
        for (nint rest = all; rest != 0 && nint.PopCount(some) < cores; rest &= rest - 1)
            some |= rest & -rest;
        try
        {
            self.ProcessorAffinity = some; // a child begins with its parent's
            return Output(arguments, environment);
        }
        finally
        {
            self.ProcessorAffinity = all;
        }
    }

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
