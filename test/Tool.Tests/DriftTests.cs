using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace SlicedOT.Tool.Tests;

public sealed class DriftTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AMovedColumnIsFoundInBothFormats()
    {
        Csv("before.csv", 1, 0);
        Csv("same.csv", 4, 0);
        Csv("after.csv", 3, 1);
        await Parquet("after.parquet", 3, 1);
        ToolRun same = Drift("same.csv");
        Assert.Equal("false", same["drifted"]);
        ToolRun after = Drift("after.csv");
        Assert.Equal("true", after["drifted"]);
        Assert.StartsWith("b: moved by", after.Json["features"]![0]!.ToString(), StringComparison.Ordinal);
        ToolRun parquet = Drift("after.parquet");
        Assert.Equal(after["pValue"], parquet["pValue"]);
        Assert.Equal(after["features"], parquet["features"]);

        ToolRun Drift(string current) => ToolRun.Good("drift", _folder["before.csv"], _folder[current], "--columns", "a,b", "--false-alarm-rate", "0.01");
    }

    [Fact]
    public void WhatIsNoNumberIsNamed()
    {
        Csv("before.csv", 1, 0);
        Assert.Contains("column 'name': 'row 0' is no number", ToolRun.Bad(ExitCode.Failure, "drift", _folder["before.csv"], _folder["before.csv"]), StringComparison.Ordinal);
        Assert.Contains("no column of numbers 'c'", ToolRun.Bad(ExitCode.Failure, "drift", _folder["before.csv"], _folder["before.csv"], "--columns", "c"), StringComparison.Ordinal);
        Assert.Contains("no file", ToolRun.Bad(ExitCode.Failure, "drift", _folder["before.csv"], _folder["x.csv"]), StringComparison.Ordinal);
    }

    private static (float A, float B)[] Rows(int seed, double shift)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 150).Select(_ => ((float)random.NextDouble(), (float)(random.NextDouble() + shift)))];
    }

    private void Csv(string name, int seed, double shift) => File.WriteAllLines(
        _folder[name], ["name,a,b", .. Rows(seed, shift).Select((row, k) => string.Create(CultureInfo.InvariantCulture, $"row {k},{row.A},{row.B}"))]);

    private async Task Parquet(string name, int seed, double shift)
    {
        (float A, float B)[] rows = Rows(seed, shift);
        var a = new DataField<float>("a");
        var b = new DataField<double>("b");
        await using FileStream stream = File.Create(_folder[name]);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(a, b), stream);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync<float>(a, rows.Select(row => row.A).ToArray());
        await group.WriteAsync<double>(b, rows.Select(row => (double)row.B).ToArray());
    }
}
