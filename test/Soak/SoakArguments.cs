using System.Globalization;

namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>The command line.</summary>
internal sealed record SoakArguments
{
    public const string Usage = "usage: soak [--short] [--rows N] [--threads T] [--seed S]";

    private const long LongRows = 1_000_000;
    private const long ShortRows = 20_000;

    public long Rows { get; init; } = LongRows;

    public int Threads { get; init; } = Math.Max(2, Environment.ProcessorCount);

    public int Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">An argument is unknown or no number in range.</exception>
    public static SoakArguments Parse(string[] arguments)
    {
        var parsed = new SoakArguments();
        for (int k = 0; k < arguments.Length; k++)
        {
            parsed = arguments[k] switch
            {
                "--short" => parsed with { Rows = ShortRows },
                "--rows" => parsed with { Rows = Number(arguments, ++k, 1) },
                "--threads" => parsed with { Threads = (int)Number(arguments, ++k, 1, 1024) },
                "--seed" => parsed with { Seed = (int)Number(arguments, ++k, int.MinValue, int.MaxValue) },
                _ => throw new ArgumentException($"Unknown argument '{arguments[k]}'."),
            };
        }

        return parsed;
    }

    private static long Number(string[] arguments, int k, long least, long most = long.MaxValue) =>
        k < arguments.Length && long.TryParse(arguments[k], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{arguments[k - 1]} needs a whole number of at least {least}.");
}
