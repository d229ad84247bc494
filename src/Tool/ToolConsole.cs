using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace SlicedOT.Tool;

/// <summary>Where a verb talks to: results and summaries to the output, progress to the error stream.</summary>
internal sealed class ToolConsole(TextWriter output, TextWriter error, CancellationToken cancellationToken)
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public CancellationToken CancellationToken => cancellationToken;

    public void Warn(string message) => error.WriteLine(message);

    /// <summary>A count of rows that is not known before they are read.</summary>
    public const long Unknown = -1;

    /// <summary>Counts rows while the work runs: a bar where somebody looks, a line now and then where the stream is redirected, as in a batch job's log.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="count">How many rows there will be, or <see cref="Unknown"/>.</param>
    /// <param name="work">The work; it calls its argument with the number of rows done.</param>
    public T Track<T>(string what, long count, Func<Action<long>, T> work)
    {
        if (Console.IsErrorRedirected || !ReferenceEquals(error, Console.Error))
            return work(new LogLines(error, what, count).Report);
        IAnsiConsole ansi = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return ansi.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(what), maxValue: Math.Max(1, count));
                task.IsIndeterminate = count == Unknown;
                return work(done => task.Value = done);
            });
    }

    /// <summary>Says how it went: facts a line each, or as one JSON object.</summary>
    public void Summarise(bool asJson, IEnumerable<(string Name, object? Value)> facts)
    {
        if (asJson)
        {
            var json = new JsonObject();
            foreach ((string name, object? value) in facts)
                json[name] = JsonSerializer.SerializeToNode(value, Json);
            output.WriteLine(json.ToJsonString(Json));
            return;
        }

        foreach ((string name, object? value) in facts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Words(name),-22} {Text(value)}"));
    }

    /// <summary>Facts about the run itself, the last of every summary.</summary>
    public static IEnumerable<(string Name, object? Value)> Effort(long rows, Stopwatch watch)
    {
        double seconds = watch.Elapsed.TotalSeconds;
        yield return ("seconds", Math.Round(seconds, 3));
        yield return ("rowsPerSecond", Math.Round(rows / Math.Max(seconds, 1e-9), 1));
        yield return ("peakMemoryMB", Math.Round(Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, 1));
    }

    /// <summary>"rowsPerSecond" as "rows per second".</summary>
    private static string Words(string name) =>
        string.Concat(name.Select((c, k) => char.IsUpper(c) && (k == 0 || !char.IsUpper(name[k - 1])) ? " " + (k + 1 < name.Length && char.IsUpper(name[k + 1]) ? c : char.ToLowerInvariant(c)) : c.ToString()));

    private static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        JsonNode json => json.ToJsonString(Json),
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list => string.Join("; ", list.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A line after some seconds and then ever more rarely.</summary>
    private sealed class LogLines(TextWriter error, string what, long count)
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private double _next = 10;

        public void Report(long done)
        {
            double seconds = _watch.Elapsed.TotalSeconds;
            if (seconds < _next)
                return;
            _next = seconds * 1.5;
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0}{(count == Unknown ? "" : string.Create(CultureInfo.InvariantCulture, $" of {count:N0}"))} rows after {seconds:N0} s, {done / seconds:N0} a second"));
        }
    }
}
