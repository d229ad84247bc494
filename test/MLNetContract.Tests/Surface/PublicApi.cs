namespace MLNetContract.Tests.Surface;

/// <summary>
/// The stored list of every public member that the versions 1.7.1 to 5.0.0 of ML.NET have in common,
/// one a line: «assembly; type; kind; signature».
/// </summary>
internal static class PublicApi
{
    /// <summary>The lines without the assembly.</summary>
    public static IReadOnlySet<string> Lines { get; } = ReadLines().Select(line => line[(line.IndexOf(';') + 2)..].TrimEnd()).ToHashSet();

    public static IReadOnlySet<string> Assemblies { get; } = ReadLines().Select(line => line[..line.IndexOf(';')]).ToHashSet();

    private static IEnumerable<string> ReadLines()
    {
        using var reader = new StreamReader(typeof(PublicApi).Assembly.GetManifestResourceStream("public-api.txt")!);
        while (reader.ReadLine() is string line)
        {
            if (line.Length > 0)
                yield return line;
        }
    }
}
