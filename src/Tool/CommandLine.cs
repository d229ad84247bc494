using System.CommandLine;
using System.CommandLine.Help;

namespace SlicedOT.Tool;

/// <summary>The verbs, and how a run ends.</summary>
internal static class CommandLine
{
    /// <summary>Parses the arguments and runs the verb they name.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var console = new ToolConsole(output, error, cancellationToken);
        ParseResult parsed = Create(console).Parse(arguments);
        if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
                error.WriteLine(message);
            error.WriteLine($"slicedot {string.Join(' ', arguments.TakeWhile(a => !a.StartsWith('-')).Take(1))} --help lists the options.");
            return ExitCode.Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = error });
        }
        catch (UsageException e)
        {
            error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && IsCancellation(e))
        {
            error.WriteLine("Cancelled; nothing was written.");
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException or ArithmeticException)
        {
            error.WriteLine(MessageOf(Innermost(e)));
            return ExitCode.Failure;
        }
    }

    private static RootCommand Create(ToolConsole console) => new("Optimal transport couplings between pairs of point sets: learned, predicted, solved, from files to files.")
    {
        new FitCommand(console).Create(),
        new MergeCommand(console).Create(),
        new PredictCommand(console).Create(),
        new SolveCommand(console).Create(),
        new CostsCommand(console).Create(),
        new EvaluateCommand(console).Create(),
        new DriftCommand(console).Create(),
        new InspectCommand(console).Create(),
    };

    private static bool IsCancellation(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is OperationCanceledException)
                return true;
        }

        return false;
    }

    /// <summary>A message without the name of a parameter, which says nothing on a command line.</summary>
    private static string MessageOf(Exception error) => error is ArgumentException { ParamName: { } name }
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message;

    /// <summary>ML.NET wraps what rows and mappings throw; their own sentence is the one that helps.</summary>
    private static Exception Innermost(Exception error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is InvalidDataException)
                return inner;
        }

        return error;
    }
}

/// <summary>How a run ended.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something in data, model or file system is wrong; the last line of the error stream says what.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Cancelled by Ctrl-C or SIGTERM.</summary>
    public const int Cancelled = 130;
}

/// <summary>Options that contradict each other or the data; the message is for whoever wrote the command line.</summary>
internal sealed class UsageException(string message) : Exception(message);
