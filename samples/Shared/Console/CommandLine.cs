using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace Samples.Shared;

/// <summary>What the programs' command lines have in common: 0 for success, 2 and one line for every mistake of the user.</summary>
public static class CommandLine
{
    /// <summary>The exit code where the user made a mistake.</summary>
    public const int Mistake = 2;

    /// <summary>Parses the arguments and runs the command, or says what is wrong with them.</summary>
    public static int Run(RootCommand command, string[] arguments)
    {
        ParseResult parsed = command.Parse(arguments);
        if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
                Console.Error.WriteLine(message);
            Console.Error.WriteLine("--help lists the options.");
            return Mistake;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (InputException e)
        {
            Console.Error.WriteLine(e.Message);
            return Mistake;
        }
    }

    /// <summary>An option with a text, mostly the name of a file.</summary>
    public static Option<string?> Text(string name, string what, string description) => new(name) { HelpName = what, Description = description };

    /// <summary>Where a table of the results goes.</summary>
    public static Option<string?> Json() => Text("--json", "FILE", "Write the results as JSON");

    /// <summary>An option with a whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int> Whole(string name, string what, string description, int fallback, int least, int most = int.MaxValue) => new(name)
    {
        HelpName = what,
        Description = description,
        DefaultValueFactory = _ => fallback,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
                return value;

            result.AddError($"'{name} {text}': a whole number {(most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}")} is needed.");
            return fallback;
        },
    };
}
