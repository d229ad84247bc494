namespace SlicedOT.Tool.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--shard", "2/2", "counted from 0")]
    [InlineData("--shard", "0/65", "1 to 64 shards")]
    [InlineData("--shard", "one", "k/n")]
    [InlineData("--shard", "-1/2", "k/n")]
    [InlineData("--epsilon", "NaN", "a number from")]
    [InlineData("--epsilon", "-1", "a number from")]
    [InlineData("--dimension", "0", "a whole number from 1")]
    [InlineData("--half-steps", "99999999", "from 1 to 10000")]
    [InlineData("--cost", "euclid", "euclid")]
    [InlineData("--shrad", "1/2", "no option '--shrad'")]
    [InlineData("--grid", "28", "28x28")]
    [InlineData("--method", "dual-objective --shard 0/2", "only a regression")]
    [InlineData("--epsilon", "1 --epsilon-scale 1", "not both")]
    public void MistakesEndWithTwoAndAreNamed(string option, string value, string expected)
    {
        string data = PairData.Create(2).WriteCsv(_folder["p.csv"]);
        string[] dimension = option is "--dimension" or "--grid" ? [] : ["-d", "2"];
        Assert.Contains(expected, ToolRun.Bad(ExitCode.Usage, ["fit", data, "-o", _folder["m.zip"], .. dimension, option, .. value.Split(' ')]), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["m.zip"]));
    }

    [Fact]
    public void TheDimensionIsAskedFor()
    {
        string data = PairData.Create(2).WriteCsv(_folder["p.csv"]);
        Assert.Contains("--dimension", ToolRun.Bad(ExitCode.Usage, "fit", data, "-o", _folder["m.zip"]), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryVerbHasHelp()
    {
        foreach (string verb in (string[])["fit", "merge", "predict", "solve", "costs", "evaluate", "drift", "inspect"])
        {
            var run = ToolRun.Of(verb, "--help");
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("--json", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OtherMethodsFitInOneProcess()
    {
        string data = PairData.Create(12).WriteCsv(_folder["p.csv"]);
        Assert.Equal("PotentialObjective", Fit("dual-objective")["method"]);
        Assert.Equal("Untrained", Fit("untrained")["method"]);

        ToolRun Fit(string method) => ToolRun.Good("fit", data, "-d", "2", "-o", _folder["m.zip"], "--method", method, "--fourier", "0");
    }

    [Fact]
    public void EvaluationComparesWithSolvedPairs()
    {
        string data = PairData.Create(30).WriteCsv(_folder["p.csv"]);
        ToolRun.Good("fit", data, "-d", "2", "-o", _folder["m.zip"], "--fourier", "0");
        ToolRun.Good("fit", data, "-d", "2", "-o", _folder["r.zip"], "--fourier", "0", "--refine-to", "1e-7");
        var coarse = ToolRun.Good("evaluate", data, "-m", _folder["m.zip"], "--reference");
        var fine = ToolRun.Good("evaluate", data, "-m", _folder["r.zip"], "--reference");
        Assert.Equal("30", coarse["pairs"]);
        Assert.True((double)fine.Json["relativeCostError"]! < 1e-3);
        Assert.True((double)fine.Json["rootMeanSquaredError"]! < (double)coarse.Json["rootMeanSquaredError"]!);
    }

    [Fact]
    public void InspectSaysWhatIsInModelsSumsAndRows()
    {
        string data = PairData.Create(70).WriteCsv(_folder["p.csv"]);
        string fitted = ToolRun.Good("fit", data, "-d", "2", "-o", _folder["m.zip"])["parametersSha256"];
        Assert.Equal(fitted, ToolRun.Good("inspect", _folder["m.zip"])["parametersSha256"]);
        ToolRun.Good("fit", data, "-d", "2", "-o", _folder["1.sums"], "--shard", "1/2");
        var sums = ToolRun.Good("inspect", _folder["1.sums"]);
        Assert.Equal("32 to 63 of 64", sums["parts"]);
        Assert.Equal("35", sums["rows"]);
        Assert.Equal("Regression", sums.Json["settings"]!["method"]!.ToString());
        var rows = ToolRun.Good("inspect", data);
        Assert.Equal("70", rows["rows"]);
    }

    [Fact]
    public void ContentHashesDoNotDependOnTheCut()
    {
        string data = PairData.Create(50).WriteCsv(_folder["p.csv"]);
        Solve("all.parquet");
        Solve("0.parquet", "--shard", "0/2");
        Solve("1.parquet", "--shard", "1/2");
        string whole = ToolRun.Good("inspect", _folder["all.parquet"])["contentSha256"];
        Assert.Equal(whole, ToolRun.Good("inspect", _folder["0.parquet"], _folder["1.parquet"])["contentSha256"]);
        Assert.NotEqual(whole, ToolRun.Good("inspect", _folder["1.parquet"], _folder["0.parquet"])["contentSha256"]);

        void Solve(string output, params string[] more) =>
            ToolRun.Good(["solve", data, "-d", "2", "-o", _folder[output], "--columns", "SourcePotential,ExitReason,Sweeps,DualValue", .. more]);
    }

    [Fact]
    public void ColumnsThatAreNoneAreRefused()
    {
        string data = PairData.Create(3).WriteCsv(_folder["p.csv"]);
        string error = ToolRun.Bad(ExitCode.Usage, "solve", data, "-d", "2", "-o", _folder["a.csv"], "--columns", "Cost");
        Assert.Contains("no output column 'Cost'", error, StringComparison.Ordinal);
        Assert.Contains(".parquet or .csv", ToolRun.Bad(ExitCode.Usage, "solve", data, "-d", "2", "-o", _folder["a.txt"]), StringComparison.Ordinal);
    }

    [Fact]
    public void APenaltyIsInUnitsOfTheCostOrAMultipleOfItsMean()
    {
        string data = PairData.Create(20).WriteCsv(_folder["rows.csv"]);
        string exact = Masses("exact.csv"), relative = Masses("relative.csv", "--source-penalty", "0.5x", "--target-penalty", "0.5x"), absolute = Masses("absolute.csv", "--source-penalty", "1e30");
        Assert.All(Numbers(exact), mass => Assert.Equal(1, mass, 1e-5));
        Assert.All(Numbers(relative), mass => Assert.InRange(mass, 0.01, 0.999));
        Assert.All(Numbers(absolute), mass => Assert.Equal(1, mass, 1e-5));
        Assert.Contains("--source-penalty 0", ToolRun.Bad(ExitCode.Usage, "solve", data, "-d", "2", "-o", _folder["a.csv"], "--source-penalty", "0"), StringComparison.Ordinal);

        string Masses(string output, params string[] more)
        {
            ToolRun.Good(["solve", data, "-d", "2", "-o", _folder[output], "--columns", "TotalMass", .. more]);
            return File.ReadAllText(_folder[output]);
        }

        static double[] Numbers(string csv) =>
            [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => double.Parse(line.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture))];
    }
}
