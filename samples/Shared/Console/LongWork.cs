using Microsoft.ML.SlicedOT;
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

        return Bars().Start(context =>
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

    /// <summary>A fit that tells how far it is.</summary>
    /// <param name="what">What is being learned, for the bar.</param>
    /// <param name="fit">The fit; what it is given goes into its options, null where nobody looks.</param>
    public static T Fit<T>(string what, Func<IProgress<FitProgress>?, T> fit)
    {
        if (Console.IsErrorRedirected)
            return fit(null);

        return Bars().Start(context => fit(new Bar(context.AddTask(Markup.Escape(what), maxValue: double.MaxValue), Markup.Escape(what))));
    }

    private static Progress Bars() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true);

    private sealed class Bar(ProgressTask task, string what) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            task.Description = $"{what}: {Markup.Escape(value.Stage)}";
            task.MaxValue = value.Total ?? double.MaxValue;
            task.Value = value.Done;
        }
    }
}
