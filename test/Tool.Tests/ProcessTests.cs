using System.Diagnostics;

namespace SlicedOT.Tool.Tests;

/// <summary>The tool as a process: signals, memory, and the scripts of samples/Cluster.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Cluster => Path.Combine(AppContext.BaseDirectory, "Cluster");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", ExitCode.Cancelled)]
    [InlineData("TERM", ExitCode.Cancelled)]
    [InlineData("KILL", 137)]
    public void AShardThatIsStoppedLeavesNoFileUnderItsName(string signal, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends signals by kill.");
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored(), "Ctrl-C is ignored here, as in background jobs of a shell, and children inherit that.");
        string data = PairData.Create(100_000).WriteCsv(_folder["p.csv"]);
        Directory.CreateDirectory(_folder["out"]);
        using Process process = ToolRun.Start("fit", data, "-d", "2", "-o", _folder["out/0.sums"], "--shard", "0/1", "--epsilon", "0.001", "--threads", "1");
        Assert.False(process.WaitForExit(3000), "It was done before it could be stopped.");
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal(exitCode, process.ExitCode);
        Assert.False(File.Exists(_folder["out/0.sums"]));
        if (signal != "KILL")
        {
            Assert.Contains("Cancelled; nothing was written.", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(_folder["out"]));
        }
    }

    private static bool IsInterruptIgnored()
    {
        const int Interrupt = 2;
        string ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (Convert.ToUInt64(ignored, 16) & (1UL << (Interrupt - 1))) != 0;
    }

    [Fact]
    public void MemoryDoesNotGrowWithTheRows()
    {
        double few = Peak(3_000), many = Peak(30_000);
        Assert.True(many < few + 40, $"Peak memory was {few} MB for 3,000 rows and {many} MB for 30,000.");

        double Peak(int rows)
        {
            string data = PairData.Create(rows).WriteCsv(_folder[$"{rows}.csv"]);
            using Process process = ToolRun.Start("solve", data, "-d", "2", "--epsilon", "1", "-o", _folder["a.parquet"], "--tolerance", "0.1", "--json");
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return (double)new ToolRun(0, output, "").Json["peakMemoryMB"]!;
        }
    }

    [Fact]
    public void TheXargsScriptGivesTheAnswersOfOneProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Runs xargs and seq.");
        string data = PairData.Create(200).WriteCsv(_folder["p.csv"]);
        RunScript(Path.Combine(Cluster, "xargs", "run.sh"), data, _folder["out"], "5", "2", "--", "--dimension", "2", "--fourier", "5");
        string model = ToolRun.Good("fit", data, "-d", "2", "--fourier", "5", "-o", _folder["m.zip"])["parametersSha256"];
        Assert.Equal(model, ToolRun.Good("inspect", _folder["out/model.zip"])["parametersSha256"]);
        ToolRun.Good("predict", data, "-m", _folder["m.zip"], "-o", _folder["a.parquet"]);
        Assert.Equal(ToolRun.Good("inspect", _folder["a.parquet"])["contentSha256"], ToolRun.Good("inspect", _folder["out/predictions"])["contentSha256"]);
    }

    [Fact]
    public void TheXargsScriptMergesNothingWhereAShardFails()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Runs xargs and seq.");
        string data = PairData.Create(50).WriteCsv(_folder["p.csv"]);
        File.AppendAllText(data, "x,1 2,oops\n");
        (int exitCode, string error) = Script(Path.Combine(Cluster, "xargs", "run.sh"), data, _folder["out"], "4", "2", "--", "--dimension", "2", "--epsilon", "1", "--fourier", "0");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("'oops' is no number", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out/model.zip"]));
        Assert.False(File.Exists(_folder["out/sums/3.sums"]));
        Assert.True(File.Exists(_folder["out/sums/0.sums"]));
    }

    [Fact]
    public void SlurmGivesTheAnswersOfOneProcess()
    {
        RequireSlurm();
        string output = RunScript(Path.Combine(Cluster, "slurm", "two-nodes.sh"), Path.Combine(Cluster, "slurm", "demo.sh"), "500", "3");
        Assert.Contains("Equal to the last bit", output, StringComparison.Ordinal);
    }

    [Fact]
    public void SlurmCancelsTheMergeWhereATaskFails()
    {
        RequireSlurm();
        string data = PairData.Create(40).WriteCsv(_folder["p.csv"]);
        File.AppendAllText(data, "x,1 2,oops\n");
        string slurm = Path.Combine(Cluster, "slurm");
        RunScript(
            Path.Combine(slurm, "two-nodes.sh"), "bash", "-c", "\"$0\"/submit.sh \"$1\" \"$2\" 2 -- --dimension 2 --epsilon 1 --fourier 0 && \"$0\"/wait.sh 300", slurm, data, _folder["out"]);
        Assert.StartsWith("fit failed", File.ReadAllText(_folder["out/FAILED"]), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out/model.zip"]));
        Assert.True(File.Exists(_folder["out/sums/0.sums"]));
    }

    private static void RequireSlurm() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/slurmd") && File.Exists("/usr/sbin/munged"),
        "Slurm is not installed here, or this is not root: apt-get install slurm-wlm munge.");

    private static string RunScript(string script, params string[] arguments)
    {
        (int exitCode, string error, string output) = Run(script, arguments);
        Assert.True(exitCode == 0, error + output);
        return output;
    }

    private static (int ExitCode, string Error) Script(string script, params string[] arguments)
    {
        (int exitCode, string error, _) = Run(script, arguments);
        return (exitCode, error);
    }

    private static (int ExitCode, string Error, string Output) Run(string script, string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using TemporaryFolder bin = new();
        string launcher = bin["slicedot of a test"]; // its path has spaces, as a checkout's may
        File.WriteAllText(launcher, $"#!/bin/sh\nexec dotnet '{ToolRun.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        start.Environment["SLICEDOT"] = launcher;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.Result, output);
    }
}
