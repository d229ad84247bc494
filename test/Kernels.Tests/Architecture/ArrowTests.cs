using System.Text.RegularExpressions;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>The folders of the kernels are in the order that docs/architecture.md gives, and nothing uses what comes after it.</summary>
public partial class ArrowTests
{
    private const int MostFiles = 15;

    private static readonly string Root = FindRoot();
    private static readonly string[] Order = ReadOrder();
    private static readonly SourceFile[] Sources = ReadSources();

    [Fact]
    public void EveryFolderHasItsPlaceInTheOrder() =>
        Assert.Equal(Order.Order(), Sources.Select(static source => source.Room).Distinct().Order());

    [Fact]
    public void NoFolderIsLong()
    {
        foreach (IGrouping<string, SourceFile> folder in Sources.GroupBy(static source => source.Folder))
            Assert.True(folder.Count() <= MostFiles, $"{folder.Key} has {folder.Count()} files; more than {MostFiles} are two ideas.");
    }

    [Fact]
    public void NoArrowRunsBackwards()
    {
        string[] backwards =
        [
            .. from use in Uses()
               where Array.IndexOf(Order, use.User.Room) < Array.IndexOf(Order, use.Used.Room)
               select $"{use.User.Path} uses {use.Type} of {use.Used.Folder}, which comes later",
        ];
        Assert.Empty(backwards);
    }

    [Fact]
    public void FoldersDoNotUseEachOtherInACircle()
    {
        ILookup<string, string> uses = Uses().Select(static use => (User: use.User.Folder, Used: use.Used.Folder)).Distinct()
            .ToLookup(static arrow => arrow.User, static arrow => arrow.Used);
        foreach (string folder in Sources.Select(static source => source.Folder).Distinct())
        {
            var reached = new HashSet<string>();
            var waiting = new Queue<string>(uses[folder]);
            while (waiting.TryDequeue(out string? next))
            {
                Assert.True(next != folder, $"{folder} is used by what it uses: {string.Join(", ", reached)}");
                if (reached.Add(next))
                {
                    foreach (string used in uses[next])
                        waiting.Enqueue(used);
                }
            }
        }
    }

    [Fact]
    public void TheScanSeesArrows()
    {
        Assert.Contains(Uses(), static use => use.User.Room == "Problems" && use.Type == "StableHash");
        Assert.Contains(Uses(), static use => use.User.Room == "Sinkhorn" && use.Type == "PlanSums");
        Assert.DoesNotContain("Hidden", Code("""int x = 1; // Hidden"""));
        Assert.DoesNotContain("Hidden", Code("""string x = $"Hidden {y}";"""));
    }

    /// <summary>Where a file names a type of another folder. Members (after a dot) and methods (before a bracket) that have a type's name are not meant.</summary>
    private static IEnumerable<(SourceFile User, string Type, SourceFile Used)> Uses()
    {
        Dictionary<string, SourceFile> declared = [];
        foreach (SourceFile source in Sources)
        {
            foreach (Match declaration in Declaration().Matches(source.Code))
                declared[declaration.Groups["name"].Value] = source;
        }

        return
            from user in Sources
            from name in Word().Matches(user.Code).Select(static word => word.Value).Distinct()
            where declared.ContainsKey(name) && declared[name].Folder != user.Folder
            select (user, name, declared[name]);
    }

    private static SourceFile[] ReadSources()
    {
        string kernels = Path.Combine(Root, "src", "Kernels");
        return
        [
            .. from path in Directory.EnumerateFiles(kernels, "*.cs", SearchOption.AllDirectories)
               let relative = Path.GetRelativePath(kernels, path).Replace('\\', '/')
               where relative.Contains('/') && !relative.StartsWith("obj/", StringComparison.Ordinal) && !relative.StartsWith("bin/", StringComparison.Ordinal)
               select new SourceFile(relative, Code(File.ReadAllText(path))),
        ];
    }

    /// <summary>The list under "the order of their folders": four blanks, a folder, a slash.</summary>
    private static string[] ReadOrder()
    {
        string text = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));
        return [.. Room().Matches(text).Select(static room => room.Groups["name"].Value)];
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "docs", "architecture.md")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("This test reads the sources; run it from a build inside the repository.");
    }

    private static string Code(string text) => Strings().Replace(Comments().Replace(text, " "), " ");

    [GeneratedRegex(@"^    (?<name>[A-Z]\w+)/ ", RegexOptions.Multiline)]
    private static partial Regex Room();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|'(\\.|[^'\\])'", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\$?@?""(\\.|[^""\\])*""")]
    private static partial Regex Strings();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record struct|record|delegate [\w<>\[\]?]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<=\bnew )\w+|(?<![.\w])\w+\b(?!\s*\()")]
    private static partial Regex Word();

    /// <summary>A file: its path inside the kernels, and its text without comments and strings.</summary>
    private sealed record SourceFile(string Path, string Code)
    {
        /// <summary>The folder it is in.</summary>
        public string Folder => Path[..Path.LastIndexOf('/')];

        /// <summary>The outermost folder it is in.</summary>
        public string Room => Path[..Path.IndexOf('/')];
    }
}
