using System.Text.RegularExpressions;

namespace SlicedOT.Tool.Tests;

/// <summary>The files for engines that are not here: read, not run. What they call must at least be what the tool understands.</summary>
public sealed class ClusterFileTests
{
    private static string Cluster => Path.Combine(AppContext.BaseDirectory, "Cluster");

    [Theory]
    [InlineData("kubernetes/fit.yaml", true)]
    [InlineData("kubernetes/merge.yaml", false)]
    [InlineData("kubernetes/predict.yaml", true)]
    public void KubernetesJobsHaveWhatAnIndexedJobNeeds(string file, bool indexed)
    {
        string text = File.ReadAllText(Path.Combine(Cluster, file));
        Dictionary<string, string> values = Values(text);
        Assert.Equal("batch/v1", values["apiVersion"]);
        Assert.Equal("Job", values["kind"]);
        Assert.Equal("Never", values["spec/template/spec/restartPolicy"]);
        Assert.Equal(indexed ? "Indexed" : null, values.GetValueOrDefault("spec/completionMode"));
        if (indexed)
        {
            Assert.Contains($"$JOB_COMPLETION_INDEX/{values["spec/completions"]}\"", text, StringComparison.Ordinal);
            Assert.Contains("spec/backoffLimitPerIndex", values);
        }

        Assert.Contains("spec/template/spec/volumes", values);
        Assert.DoesNotContain('\t', text);
    }

    [Theory]
    [InlineData("kubernetes/fit.yaml")]
    [InlineData("kubernetes/merge.yaml")]
    [InlineData("kubernetes/predict.yaml")]
    [InlineData("spark/pipe.py")]
    [InlineData("slurm/submit.sh")]
    [InlineData("slurm/demo.sh")]
    [InlineData("xargs/run.sh")]
    public void EveryVerbAndOptionNamedIsOneOfTheTool(string file)
    {
        string[] lines = [.. File.ReadLines(Path.Combine(Cluster, file)).Where(line => !line.TrimStart().StartsWith('#'))];
        int found = 0;
        foreach (string line in lines)
        {
            Match call = Regex.Match(line, @"slicedot""?,? ""?(?<verb>fit|merge|predict|solve|inspect) (?<rest>.*)");
            if (!call.Success)
                continue;
            found++;
            string help = ToolRun.Of(call.Groups["verb"].Value, "--help").Output;
            foreach (Match option in Regex.Matches(call.Groups["rest"].Value, @"(?<=\s)--[a-z][a-z-]+"))
                Assert.Contains(option.Value, help, StringComparison.Ordinal);
        }

        Assert.True(found > 0, "The file calls no verb.");
    }

    [Fact]
    public void PairsAreTheSameFromAnyAwk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Runs awk.");
        var start = new System.Diagnostics.ProcessStartInfo("awk", ["-v", "rows=2", "-v", "seed=1", "-f", Path.Combine(Cluster, "make-pairs.awk")]) { RedirectStandardOutput = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
        Assert.Equal("SourcePoints,TargetPoints", lines[0]);
        Assert.StartsWith("-0.0336 0.2550 0.0660 -0.8516", lines[1], StringComparison.Ordinal);
    }

    /// <summary>Scalars of block YAML by path; the files use no more of the language than this.</summary>
    private static Dictionary<string, string> Values(string yaml)
    {
        var values = new Dictionary<string, string>();
        var path = new List<(int Indent, string Key)>();
        foreach (string line in yaml.Split('\n'))
        {
            Match match = Regex.Match(line, @"^(?<indent> *)(?:- )?(?<key>[A-Za-z]+):(?: (?<value>.*))?$");
            if (!match.Success)
                continue;
            int indent = match.Groups["indent"].Length;
            path.RemoveAll(part => part.Indent >= indent);
            path.Add((indent, match.Groups["key"].Value));
            values[string.Join('/', path.Select(part => part.Key))] = match.Groups["value"].Value;
        }

        return values;
    }
}
