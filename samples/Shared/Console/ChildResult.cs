namespace Samples.Shared;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">0 where all went well, by convention.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its error stream, where that was not passed on.</param>
public sealed record ChildResult(int ExitCode, string Output, string Errors);
