using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.ML.SlicedOT.Tests.Examples;

namespace Microsoft.ML.SlicedOT.Tests;

public class ExampleTests
{
    private static readonly string[] Examples =
        [.. typeof(IExample).Assembly.GetTypes().Where(t => t.IsClass && typeof(IExample).IsAssignableFrom(t)).Select(t => t.Name)];

    public static TheoryData<string> Names => [.. Examples];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryExampleRuns(string name)
    {
        Type type = typeof(IExample).Assembly.GetTypes().Single(t => t.Name == name);
        using var output = new StringWriter();
        type.GetMethod(nameof(IExample.Run), BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [output]);
        string text = output.ToString();
        Assert.NotEmpty(text);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPublicMethodOfTheCatalogShowsAnExampleThatExists()
    {
        string tests = Path.GetDirectoryName(ThisFile())!;
        string catalog = Path.GetFullPath(Path.Combine(tests, "../../src/Estimators/Catalog"));
        string source = string.Join('\n', Directory.GetFiles(catalog, "SlicedOTCatalog*.cs").Select(File.ReadAllText));
        string[] shown = [.. Regex.Matches(source, @"<example><code language=""csharp"" source=""([^""]+)""/></example>\s*public \S+ \w+\(").Select(m => m.Groups[1].Value)];
        int methods = typeof(SlicedOTCatalog).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Length;
        Assert.Equal(methods, shown.Length);
        Assert.Equal(Examples.Order(), shown.Select(path => Path.GetFileNameWithoutExtension(path)).Order());
        Assert.All(shown, path => Assert.True(File.Exists(Path.Combine(catalog, path)), path));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
