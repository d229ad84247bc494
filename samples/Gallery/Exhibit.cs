using Samples.Shared;

namespace Gallery;

/// <summary>A sample that the gallery runs.</summary>
/// <param name="Sample">Its project.</param>
/// <param name="Name">What the files that it writes are called.</param>
internal sealed record Exhibit(string Sample, string Name)
{
    public static IReadOnlyList<Exhibit> All { get; } =
    [
        new("SupplyDemand", "supply-demand"),
        new("FlowMatching", "flow-matching"),
        new("ColourTransfer", "colours"),
        new("DigitTransport", "digits"),
    ];

    /// <summary>Runs it in a process of its own and says so.</summary>
    /// <param name="folder">Where it writes its pictures and its table.</param>
    /// <param name="isSmall">Whether in its small setting.</param>
    public string Run(string folder, bool isSmall)
    {
        string full = Path.GetFullPath(folder), program = Path.Combine(AppContext.BaseDirectory, Sample + ".dll");
        DirectoryInfo working = Directory.CreateTempSubdirectory(Sample);
        try
        {
            ChildResult child = ChildProcess.Run("dotnet", [program, "--gallery", full, .. isSmall ? (string[])["--small"] : []], working.FullName);
            if (child.ExitCode != 0)
                throw new InputException($"{Sample} ended with exit code {child.ExitCode}: {child.Errors.Trim()}");
            Console.WriteLine($"ran {Sample}{(isSmall ? " --small" : "")}");
            return Sample;
        }
        finally
        {
            working.Delete(recursive: true);
        }
    }
}
