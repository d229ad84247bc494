using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace SlicedOT.Tool;

/// <summary>Arguments and options that several verbs have, and numbers checked at the door.</summary>
internal static class ToolOptions
{
    public static Argument<string[]> Data() => Files("data", "Parquet or CSV files, or folders of them, in this order. A row is a pair.");

    /// <summary>Files, at least one.</summary>
    public static Argument<string[]> Files(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result =>
        {
            // An option that a verb does not have would else be taken for a file.
            foreach (Token token in result.Tokens.Where(token => token.Value.StartsWith('-')))
                result.AddError($"There is no option '{token.Value}'.");
        });
        return argument;
    }

    public static Option<string> Output(string what) => new("--output", "-o") { HelpName = "file", Description = what, Required = true };

    public static Option<bool> Json() => new("--json") { Description = "Write the summary as one JSON object." };

    public static Option<Shard?> Shard() => new("--shard")
    {
        HelpName = "k/n",
        Description = "Work on the k-th of n shares of the rows, k from 0 to n - 1 and n at most 64.",
        CustomParser = result =>
        {
            var shard = Tool.Shard.Parse(result.Tokens[0].Value, out string? problem);
            if (problem is not null)
                result.AddError(problem);
            return shard;
        },
    };

    public static Option<int> Threads() => Number("--threads", "n", "Threads of a fit; 0 for one a processor. The result has the same bits for every number.", 0, 0, 1024);

    public static Option<string?> Text(string name, string what, string description) => new(name) { HelpName = what, Description = description };

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<T> Number<T>(string name, string what, string description, T fallback, T least, T most)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = what,
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse(name, result, least, most) ?? fallback,
        };

    /// <summary>A number that need not be given.</summary>
    public static Option<T?> Number<T>(string name, string what, string description, T least, T most)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = what,
            Description = description,
            CustomParser = result => Parse(name, result, least, most),
        };

    /// <summary>One of a few words.</summary>
    public static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { HelpName = string.Join('|', words), Description = description, DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private static T? Parse<T>(string name, ArgumentResult result, T least, T most)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
            return value;
        string kind = typeof(T) == typeof(double) ? "a number" : "a whole number";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"'{name} {text}': {kind} from {least} to {most} is needed."));
        return null;
    }
}
