using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

/// <summary>Argument and state checks, throwing the exception types that ML.NET throws.</summary>
internal static class Check
{
    public static void Value([NotNull] object? value, string parameter)
    {
        if (value is null)
            throw new ArgumentNullException(parameter);
    }

    public static void NonEmpty([NotNull] string? value, string parameter)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentOutOfRangeException(parameter, $"{parameter} cannot be null or empty");
    }

    public static void Parameter(bool condition, string parameter, string? message = null)
    {
        if (!condition)
            throw message is null ? new ArgumentOutOfRangeException(parameter) : new ArgumentOutOfRangeException(parameter, message);
    }

    public static void State([DoesNotReturnIf(false)] bool condition, string? message = null)
    {
        if (!condition)
            throw message is null ? new InvalidOperationException() : new InvalidOperationException(message);
    }

    public static Exception MissingColumn(string parameter, string role, string column)
        => new ArgumentOutOfRangeException(parameter, $"Could not find {role} column '{column}'");

    public static Exception SchemaMismatch(string parameter, string role, string column, string expected, string actual)
        => new ArgumentOutOfRangeException(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");
}
