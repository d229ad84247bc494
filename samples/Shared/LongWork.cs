using Spectre.Console;

namespace Samples.Shared;

/// <summary>Work of seconds: a progress bar on the error stream where somebody looks at it, and nothing where it is redirected.</summary>
public static class LongWork
{
    /// <summary>Does the work and returns what came out of it.</summary>
    /// <param name="what">What is being done, for the bar.</param>
    /// <param name="count">How many results there will be.</param>
    /// <param name="work">Yields the results one after the other.</param>
    public static List<T> Collect<T>(string what, int count, IEnumerable<T> work)
    {
        if (Console.IsErrorRedirected)
            return [.. work];

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(what), maxValue: count);
            List<T> results = [];
            foreach (T result in work)
            {
                results.Add(result);
                task.Increment(1);
            }

            return results;
        });
    }
}
