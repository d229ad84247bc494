using System.Globalization;
using Microsoft.ML.Data;

namespace SlicedOT.Tool.Tests;

public sealed class CostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PairData _pairs = PairData.Create(70);
    private readonly string _data;

    public CostTests() => _data = _pairs.WriteCsv(_folder["pairs.csv"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CostsAreThoseOfTheEstimator()
    {
        ToolRun run = Costs("costs.csv");
        Assert.Equal("wasserstein", run["target"]);
        Assert.Equal("40", run["pairsLearnedFrom"]);
        var context = new MLContext();
        IDataView view = context.SlicedOT().LoadPairs(_pairs.Sources, _pairs.Targets);
        IDataView expected = context.SlicedOT().PredictTransportCost(new PredictTransportCostOptions { Dimension = 2, MaximumTrainingPairs = 40 }).Fit(view).Transform(view);
        string[][] lines = [.. File.ReadLines(_folder["costs.csv"]).Select(line => line.Split(','))];
        Assert.Equal(["Row", "TransportCost", "LowerBound", "UpperBound", "IntervalLow", "IntervalHigh"], lines[0]);
        for (int k = 1; k < 6; k++)
            Assert.Equal(expected.GetColumn<float>(lines[0][k]), lines[1..].Select(cells => float.Parse(cells[k], CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData()]
    [InlineData("--target", "divergence", "--epsilon-scale", "0.1")]
    public void ShardsGiveTheLinesOfOneProcess(params string[] more)
    {
        Costs("all.csv", more);
        for (int shard = 0; shard < 3; shard++)
            Costs($"{shard}.csv", ["--shard", $"{shard}/3", .. more]);
        Assert.Equal(File.ReadLines(_folder["all.csv"]).Skip(1), Enumerable.Range(0, 3).SelectMany(shard => File.ReadLines(_folder[$"{shard}.csv"]).Skip(1)));
    }

    [Fact]
    public void WhatIsWiderThanAskedForIsSolved()
    {
        Costs("costs.csv", "--solve-when-wider", "0", "--columns", "TransportCost,LowerBound,UpperBound,Solved", "--training-pairs", "0", "--additional-frames", "0");
        string[][] lines = [.. File.ReadLines(_folder["costs.csv"]).Skip(1).Select(line => line.Split(','))];
        Assert.Equal(70, lines.Length);
        Assert.All(lines, cells => Assert.Equal("1", cells[4]));
        Assert.All(lines, cells => Assert.Equal(cells[2][..5], cells[3][..5]));
    }

    [Fact]
    public void BadRowsEndTheRunOrAreAnsweredWithNaN()
    {
        File.AppendAllText(_data, "\"bad\",1 2,3 x\n");
        Assert.Contains("row 70", ToolRun.Bad(ExitCode.Failure, Arguments("costs.csv")), StringComparison.Ordinal);
        Costs("costs.csv", "--bad-rows", "skip");
        Assert.Contains("NaN", File.ReadLines(_folder["costs.csv"]).Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epsilon", "1", "no regularisation")]
    [InlineData("--cost", "sphere-arc", "squared-euclidean alone")]
    [InlineData("--columns", "Coupling", "There is no output column 'Coupling'")]
    [InlineData("--solve-when-wider", "2", "a number from 0 to 1")]
    public void MistakesAreNamed(string option, string value, string expected) =>
        Assert.Contains(expected, ToolRun.Bad(ExitCode.Usage, [.. Arguments("costs.csv"), option, value]), StringComparison.Ordinal);

    private ToolRun Costs(string output, params string[] more) => ToolRun.Good([.. Arguments(output, more.Contains("--training-pairs") ? [] : ["--training-pairs", "40"]), .. more]);

    private string[] Arguments(string output, params string[] more) => ["costs", _data, "-d", "2", "-o", _folder[output], .. more];
}
