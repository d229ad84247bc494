namespace Microsoft.ML.SlicedOT;

/// <summary>The names of exit reasons as a text column gives them, made once.</summary>
internal static class ExitReasonText
{
    private static readonly string[] Names = [.. Enum.GetValues<ExitReason>().Select(r => r.ToString())];

    public static string Of(ExitReason reason) => Names[(int)reason];
}
