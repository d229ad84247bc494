using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SlicedOT.Tool.Tests;

/// <summary>A run of the tool: in this process, or as a child where it is to be killed or counted.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "slicedot.dll");

    /// <summary>The summary as JSON.</summary>
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    public string this[string name] => Json[name]!.ToString();

    public static ToolRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    public static ToolRun Of(CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = CommandLine.Run(arguments, output, error, cancellationToken);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A run that has to go well, with its summary as JSON.</summary>
    public static ToolRun Good(params string[] arguments)
    {
        ToolRun run = Of([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    /// <summary>A run that has to fail, with one line that says why.</summary>
    public static string Bad(int exitCode, params string[] arguments)
    {
        ToolRun run = Of(arguments);
        Assert.Equal(exitCode, run.ExitCode);
        return run.Error;
    }

    /// <summary>Starts the tool as a process.</summary>
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;
}
