namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>ML.NET wraps exceptions thrown inside cursors, so tests look at the whole chain.</summary>
internal static class Thrown
{
    /// <summary>One of the exceptions in the chain has a message with every part.</summary>
    public static void Says(Action action, params string[] parts)
    {
        Exception thrown = Assert.ThrowsAny<Exception>(action);
        for (Exception? error = thrown; error is not null; error = error.InnerException)
        {
            if (parts.All(p => error.Message.Contains(p, StringComparison.Ordinal)))
                return;
        }

        Assert.Fail($"No message says {string.Join(", ", parts)}:\n{thrown}");
    }
}
