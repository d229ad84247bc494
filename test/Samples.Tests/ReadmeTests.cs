namespace Samples.Tests;

/// <summary>The code in the README is the code of samples that compile and run.</summary>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("QuickStart", "cost ", 5)]
    [InlineData("WithoutMLNet", "warehouse ", 3)]
    public void TheCodeInTheReadmeIsASampleThatRuns(string sample, string expected, int times)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "readme");
        string program = File.ReadAllText(Path.Combine(folder, sample, "Program.cs")).ReplaceLineEndings("\n");
        string readme = File.ReadAllText(Path.Combine(folder, "README.md")).ReplaceLineEndings("\n");
        Assert.Contains("```csharp\n" + program + "```\n", readme);

        using TemporaryFolder folderToRunIn = new();
        (int exitCode, string output) = SampleProgram.Run(sample, folderToRunIn[""]);

        Assert.True(exitCode == 0, output);
        Assert.Equal(times, output.Split('\n').Count(line => line.StartsWith(expected, StringComparison.Ordinal)));
        Assert.DoesNotContain("NaN", output);
    }
}
