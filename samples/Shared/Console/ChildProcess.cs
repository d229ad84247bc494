using System.Diagnostics;
using System.Reflection;

namespace Samples.Shared;

/// <summary>Runs another program, or this one once more, to its end.</summary>
public static class ChildProcess
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Passed on one by one, nothing has to be quoted.</param>
    /// <param name="workingDirectory">Where it runs; here if not given.</param>
    /// <param name="passErrorsOn">Whether what it writes to its error stream goes to ours instead of the result.</param>
    /// <param name="environment">Variables it has besides ours.</param>
    /// <returns>Its exit code and what it wrote.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static ChildResult Run(
        string program, IEnumerable<string> arguments, string? workingDirectory = null, bool passErrorsOn = false, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = !passErrorsOn,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using Process child = Process.Start(start)!;
        Task<string> errors = passErrorsOn ? Task.FromResult("") : child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return new ChildResult(child.ExitCode, output, errors.Result);
    }

    /// <summary>Runs this program once more; its errors go where ours go.</summary>
    public static ChildResult RunSelf(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is unknown.");
        bool isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return Run(program, isHost ? [Assembly.GetEntryAssembly()!.Location, .. arguments] : arguments, passErrorsOn: true, environment: environment);
    }
}
