using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace SlicedOT.Tool.Tests;

public sealed class DataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 7)]
    [InlineData(true, 1000)]
    public async Task ParquetAndCsvGiveTheSameRows(bool nullable, int rowGroup)
    {
        var pairs = PairData.Create(40, weighted: true);
        await pairs.WriteParquet(_folder["p.parquet"], rowGroup: rowGroup, nullable: nullable);
        pairs.WriteCsv(_folder["p.csv"]);
        var parquet = PairFiles.Open([_folder["p.parquet"]], CancellationToken.None);
        var csv = PairFiles.Open([_folder["p.csv"]], CancellationToken.None);
        var names = new PairNames("SourcePoints", "TargetPoints", "SourceWeights", null);
        Assert.Equal(40, parquet.Rows);
        Assert.Equal(40, csv.Rows);
        foreach ((int start, int end) in ((int, int)[])[(0, 40), (3, 4), (6, 15), (39, 40), (20, 20)])
        {
            PairRow[] some = [.. parquet.Read(names, start, end, CancellationToken.None)], others = [.. csv.Read(names, start, end, CancellationToken.None)];
            Assert.Equal(end - start, some.Length);
            Assert.Equal(end - start, others.Length);
            for (int k = 0; k < some.Length; k++)
            {
                Assert.Equal(pairs.Sources[start + k], some[k].SourcePoints);
                Assert.Equal(some[k].SourcePoints, others[k].SourcePoints);
                Assert.Equal(some[k].TargetPoints, others[k].TargetPoints);
                Assert.Equal(some[k].SourceWeights, others[k].SourceWeights);
                Assert.Null(some[k].Problem ?? others[k].Problem);
            }
        }
    }

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\"")]
    public void EveryShareOfALongCsvFileHasItsOwnRows(string lineEnd, string quote)
    {
        // Longer than the stride at which places of rows are noted, with empty lines, which are no rows.
        const int Rows = 10_000;
        File.WriteAllText(_folder["p.csv"], string.Join(lineEnd, ["A,B", .. Enumerable.Range(0, Rows).Select(row => $"{quote}{row}{quote},1{(row % 1000 == 7 ? lineEnd : "")}")]));
        var file = PairFiles.Open([_folder["p.csv"]], CancellationToken.None);
        Assert.Equal(Rows, file.Rows);
        foreach ((int start, int end) in ((int, int)[])[(0, 3), (4095, 4098), (4096, 4097), (8191, 8200), (9999, 10_000), (5000, 5000)])
        {
            float[] first = [.. file.Read(new PairNames("A", null, null, null), start, end, CancellationToken.None).Select(row => row.SourcePoints[0])];
            Assert.Equal(Enumerable.Range(start, end - start).Select(row => (float)row), first);
        }
    }

    [Fact]
    public async Task EmptyListsKeepTheirPlace()
    {
        var pairs = PairData.Create(5);
        pairs.Sources[0] = [];
        pairs.Sources[3] = [];
        await pairs.WriteParquet(_folder["p.parquet"], rowGroup: 2);
        PairRow[] rows = [.. PairFiles.Open([_folder["p.parquet"]], CancellationToken.None).Read(new PairNames("SourcePoints", null, null, null), 0, 5, CancellationToken.None)];
        Assert.Equal(pairs.Sources, rows.Select(row => row.SourcePoints));
    }

    [Fact]
    public async Task AMissingNumberIsNamed()
    {
        var list = new ListField("SourcePoints", new DataField("element", typeof(float), isNullable: true));
        await using (FileStream stream = File.Create(_folder["p.parquet"]))
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(list), stream);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            var item = (DataField)list.Item;
            int some = item.MaxDefinitionLevel;
            await group.WriteAllPartsAsync<float>(item, new float[] { 1, 2, 3 }, new int[] { some, some, some - 1, some }, new int[] { 0, 0, 1, 1 }, TestContext.Current.CancellationToken);
        }

        PairRow[] rows = [.. PairFiles.Open([_folder["p.parquet"]], CancellationToken.None).Read(new PairNames("SourcePoints", null, null, null), 0, 2, CancellationToken.None)];
        Assert.Null(rows[0].Problem);
        Assert.Contains("slot 1", rows[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswersHaveTheThreeLevelsOfArrowAndSpark()
    {
        string data = PairData.Create(20).WriteCsv(_folder["p.csv"]);
        ToolRun.Good("solve", data, "-d", "2", "-o", _folder["a.parquet"], "--columns", "SourcePotential,TransportCost,Sweeps,ExitReason,Coupling");
        await using ParquetReader reader = await ParquetReader.CreateAsync(_folder["a.parquet"]);
        SchemaElement[] elements = [.. reader.Metadata!.Schema];
        int place = Array.FindIndex(elements, element => element.Name == "SourcePotential");
        Assert.Equal(ConvertedType.LIST, elements[place].ConvertedType);
        Assert.Equal(("list", FieldRepetitionType.REPEATED), (elements[place + 1].Name, elements[place + 1].RepetitionType));
        Assert.Equal(("element", Parquet.Meta.Type.FLOAT), (elements[place + 2].Name, elements[place + 2].Type));
        Assert.Equal(20, reader.Metadata.NumRows);

        // And its lists read back as input.
        PairRow[] rows = [.. PairFiles.Open([_folder["a.parquet"]], CancellationToken.None).Read(new PairNames("SourcePotential", "Coupling", null, null), 0, 20, CancellationToken.None)];
        Assert.All(rows, row => Assert.Equal(0, row.TargetPoints.Length % row.SourcePoints.Length));
        Assert.All(rows, row => Assert.Equal(1, row.TargetPoints.Sum(), 1e-3));
    }

    [Fact]
    public async Task MatchesAreListsOfWholeNumbers()
    {
        var pairs = PairData.Create(12);
        string data = pairs.WriteCsv(_folder["p.csv"]);
        ToolRun.Good("solve", data, "-d", "2", "-o", _folder["a.csv"], "--columns", "MatchedSource,MatchedTarget");
        string[][] lines = [.. File.ReadAllLines(_folder["a.csv"]).Skip(1).Select(line => line.Split(','))];
        for (int row = 0; row < 12; row++)
        {
            int[] sources = Array.ConvertAll(lines[row][1].Split(' '), int.Parse), targets = Array.ConvertAll(lines[row][2].Split(' '), int.Parse);
            Assert.Equal(pairs.Sources[row].Length / 2, sources.Length);
            Assert.Equal(sources.Length, targets.Length);
            Assert.All(targets, j => Assert.InRange(j, 0, (pairs.Targets[row].Length / 2) - 1));
        }

        ToolRun.Good("solve", data, "-d", "2", "-o", _folder["a.parquet"], "--columns", "MatchedSource,MatchedTarget");
        await using ParquetReader reader = await ParquetReader.CreateAsync(_folder["a.parquet"]);
        SchemaElement[] elements = [.. reader.Metadata!.Schema];
        Assert.Equal(Parquet.Meta.Type.INT32, elements[Array.FindIndex(elements, element => element.Name == "MatchedTarget") + 2].Type);
        Assert.Equal(pairs.Sources.Sum(s => s.Length / 2), reader.Metadata.RowGroups.Sum(group => group.Columns[1].MetaData!.NumValues));
    }

    [Fact]
    public void BothFormatsHoldTheSameAnswers()
    {
        string data = PairData.Create(30).WriteCsv(_folder["p.csv"]);
        ToolRun.Good("solve", data, "-d", "2", "-o", _folder["a.parquet"], "--columns", "SourcePotential");
        ToolRun.Good("solve", data, "-d", "2", "-o", _folder["a.csv"], "--columns", "SourcePotential");
        var names = new PairNames("SourcePotential", null, null, null);
        float[][] parquet = [.. PairFiles.Open([_folder["a.parquet"]], CancellationToken.None).Read(names, 0, 30, CancellationToken.None).Select(row => row.SourcePoints)];
        float[][] csv = [.. PairFiles.Open([_folder["a.csv"]], CancellationToken.None).Read(names, 0, 30, CancellationToken.None).Select(row => row.SourcePoints)];
        Assert.Equal(parquet, csv);
    }

    [Theory]
    [InlineData("SourcePoints,TargetPoints\n1 2,1 x\n", "slot 1", "'x'")]
    [InlineData("SourcePoints,TargetPoints\n1 2,1 2\n1 2 3,1 2\n", "row 1", "SourcePoints")]
    [InlineData("SourcePoints,TargetPoints\n1 2,1 2\n1 2,\n", "row 1", "TargetPoints")]
    [InlineData("SourcePoints,TargetPoints\n1 2\n", "row 0", "cells")]
    [InlineData("SourcePoints,TargetPoints\n1 2,NaN 2\n", "row 0", "TargetPoints")]
    [InlineData("SourcePoints,Target\n1 2,1 2\n", "TargetPoints", "SourcePoints, Target")]
    [InlineData("", "empty", "header")]
    [InlineData("SourcePoints,TargetPoints\n", "no rows", "pair")]
    public void BadCsvIsNamedByFileRowAndColumn(string text, string first, string second)
    {
        File.WriteAllText(_folder["p.csv"], text);
        string error = ToolRun.Bad(ExitCode.Failure, "fit", _folder["p.csv"], "-d", "2", "--epsilon", "1", "-o", _folder["m.zip"]);
        Assert.Contains(first, error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(second, error, StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(_folder["m.zip"]));
    }

    [Fact]
    public void BadRowsAreSkippedAndAnsweredWhereAskedTo()
    {
        PairData.Create(12).WriteCsv(_folder["p.csv"]);
        string[] lines = File.ReadAllLines(_folder["p.csv"]);
        lines[4] = "x,1 2 3,1 2";
        lines[8] = "x,1 2,a b";
        File.WriteAllLines(_folder["p.csv"], lines);
        var fit = ToolRun.Good("fit", _folder["p.csv"], "-d", "2", "-o", _folder["m.zip"], "--bad-rows", "skip", "--fourier", "0");
        Assert.Equal("10", fit["pairsUsed"]);
        Assert.Equal("2", fit["pairsSkipped"]);
        Assert.StartsWith("row 3:", fit.Json["skipped"]![0]!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("row 7:", fit.Json["skipped"]![1]!.ToString(), StringComparison.Ordinal);
        ToolRun.Good("predict", _folder["p.csv"], "-m", _folder["m.zip"], "-o", _folder["a.csv"], "--columns", "TransportCost,ExitReason");
        string[] answers = File.ReadAllLines(_folder["a.csv"]);
        Assert.Equal(13, answers.Length);
        Assert.Equal("3,NaN,BadInput", answers[4]);
        Assert.Equal("7,NaN,BadInput", answers[8]);
    }

    [Fact]
    public void FilesThatAreNoneAreRefused()
    {
        File.WriteAllText(_folder["p.parquet"], "PAR1 but not really");
        File.WriteAllText(_folder["p.txt"], "");
        Assert.Contains("cannot be read as a Parquet file", Fit("p.parquet"), StringComparison.Ordinal);
        Assert.Contains("neither", Fit("p.txt"), StringComparison.Ordinal);
        Assert.Contains("no file", Fit("q.csv"), StringComparison.Ordinal);
        Assert.Contains("cannot be read as a model", ToolRun.Bad(ExitCode.Failure, "inspect", _folder["p.txt"]), StringComparison.Ordinal);

        string Fit(string name) => ToolRun.Bad(ExitCode.Failure, "fit", _folder[name], "-d", "2", "-o", _folder["m.zip"]);
    }

    [Fact]
    public void FixedSupportsMakeRowsWeights()
    {
        File.WriteAllText(_folder["points.csv"], "x,y\n0,0\n0,1\n1,0\n1,1\n");
        File.WriteAllLines(_folder["p.csv"], ["SourceWeights,TargetWeights", .. Enumerable.Range(1, 8).Select(k => $"1 {k} 2 1,2 1 {k} 3")]);
        string support = ToolRun.Good("fit", _folder["p.csv"], "--source-support", _folder["points.csv"], "-o", _folder["m.zip"], "--epsilon", "0.1")["fixedPoints"];
        Assert.Equal("4 x 4", support);
        string grid = ToolRun.Good("fit", _folder["p.csv"], "--grid", "2x2", "-o", _folder["g.zip"], "--epsilon", "0.1", "--shard", "0/1")["pairsUsed"];
        Assert.Equal("8", grid);
        Assert.Equal("4 x 4", ToolRun.Good("merge", _folder["g.zip"], "-o", _folder["h.zip"])["fixedPoints"]);
    }
}
