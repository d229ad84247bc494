using System.Globalization;

namespace Samples.Shared;

/// <summary>Options of the form <c>--name value</c>; an unknown or repeated-without-value one is an error that lists the known.</summary>
public sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];

    /// <param name="arguments">What the program was called with.</param>
    /// <param name="known">Names of the options, without the dashes.</param>
    public CommandLine(IReadOnlyList<string> arguments, params string[] known)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string? value = null;
            int equals = argument.IndexOf('=');
            if (equals > 0)
                (argument, value) = (argument[..equals], argument[(equals + 1)..]);

            if (!argument.StartsWith("--", StringComparison.Ordinal) || !known.Contains(argument[2..]))
                throw new InputException($"Unknown argument '{argument}'. The options are: {string.Join(", ", known.Select(name => "--" + name))}.");
            if (value is null && ++i == arguments.Count)
                throw new InputException($"'{argument}' needs a value after it.");
            _values[argument[2..]] = value ?? arguments[i];
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Integer(string name, int fallback, int minimum, int maximum = int.MaxValue)
    {
        if (!_values.TryGetValue(name, out string? text))
            return fallback;
        if (!int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) || value < minimum || value > maximum)
            throw new InputException($"'--{name} {text}': a whole number {(maximum == int.MaxValue ? $"of at least {minimum}" : $"from {minimum} to {maximum}")} is needed.");
        return value;
    }
}
