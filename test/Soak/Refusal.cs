namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>How a row must be refused: an <see cref="InvalidDataException"/> that names the column and says what is wrong.</summary>
/// <param name="Column">The column to blame.</param>
/// <param name="Fragments">What the message must say besides.</param>
internal sealed record Refusal(string Column, params string[] Fragments)
{
    private const string ReservedPrefix = "SlicedOT.";

    /// <summary>What is wrong with <paramref name="error"/> as an answer to the row, or null.</summary>
    public string? Misses(Exception error)
    {
        // ML.NET wraps what a cursor's thread throws.
        Exception cause = error;
        while (cause is not InvalidDataException && cause.InnerException is { } inner)
            cause = inner;
        if (cause is not InvalidDataException)
            return $"an InvalidDataException was due and {error.GetType().Name} came: {error.Message}";
        string? missing = Fragments.Prepend($"'{Column}'").FirstOrDefault(f => !cause.Message.Contains(f, StringComparison.Ordinal));
        if (missing is not null)
            return $"the message lacks «{missing}»: {cause.Message}";
        return cause.Message.Contains(ReservedPrefix, StringComparison.Ordinal) ? $"the message names a reserved column: {cause.Message}" : null;
    }
}
