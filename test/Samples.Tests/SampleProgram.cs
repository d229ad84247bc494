using Samples.Shared;

namespace Samples.Tests;

/// <summary>Runs a sample that was built beside these tests, in a process of its own.</summary>
internal static class SampleProgram
{
    public static (int ExitCode, string Output) Run(string sample, string workingDirectory, params string[] arguments)
    {
        ChildResult child = ChildProcess.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments], workingDirectory);
        return (child.ExitCode, child.Output + child.Errors);
    }
}
