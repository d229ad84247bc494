using Microsoft.ML.Data;

namespace SlicedOT.Tool.Tests;

public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public ShardTests() => _data = PairData.Create(90).WriteCsv(_folder["pairs.csv"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void MergedShardsAreTheModelOfOneProcessToTheLastBit(int shards)
    {
        string whole = Fit()["parametersSha256"];
        int[] order = [.. Enumerable.Range(0, shards)];
        new Random(1).Shuffle(order);
        foreach (int shard in order)
            Sum(shard, shards);
        var merged = ToolRun.Good(["merge", .. order.Select(shard => Sums(shard, shards)), "-o", _folder["merged.zip"]]);
        Assert.Equal(whole, merged["parametersSha256"]);
        Assert.Equal("90", merged["pairsUsed"]);
    }

    [Fact]
    public void ThreadsAndFormatsDoNotChangeABit()
    {
        string whole = Fit()["parametersSha256"];
        Assert.Equal(whole, Fit("--threads", "3")["parametersSha256"]);
    }

    [Fact]
    public async Task FilesOfAnyCutAndFormatAreOneDataSet()
    {
        string whole = Fit()["parametersSha256"];
        var pairs = PairData.Create(90);
        Directory.CreateDirectory(_folder["data"]);
        await pairs.WriteParquet(_folder["data/part-2.parquet"], 0, 37, rowGroup: 5);
        await pairs.WriteParquet(_folder["data/part-10.parquet"], 37, nullable: true);
        Assert.Equal(whole, ToolRun.Good("fit", _folder["data"], "-o", _folder["m.zip"], "-d", "2", "--fourier", "9")["parametersSha256"]);
    }

    [Fact]
    public void PredictionsOfShardsAreThoseOfOneProcess()
    {
        Fit();
        Predict("all.csv");
        for (int shard = 0; shard < 3; shard++)
            Predict($"{shard}.csv", "--shard", $"{shard}/3");
        string[] lines = [.. Enumerable.Range(0, 3).SelectMany(shard => File.ReadLines(_folder[$"{shard}.csv"]).Skip(1))];
        Assert.Equal(File.ReadLines(_folder["all.csv"]).Skip(1), lines);
        Assert.Equal(90, lines.Length);

        void Predict(string output, params string[] more) =>
            ToolRun.Good(["predict", _data, "-m", _folder["model.zip"], "-o", _folder[output], "--columns", "TransportCost,ExitReason,SourcePotential", .. more]);
    }

    [Fact]
    public void AShardRunAgainReplacesItsFileByTheSame()
    {
        Sum(1, 4);
        byte[] first = File.ReadAllBytes(Sums(1, 4));
        Sum(1, 4);
        Assert.Equal(first.Length, File.ReadAllBytes(Sums(1, 4)).Length);
        for (int shard = 0; shard < 4; shard++)
            Sum(shard, 4);
        Assert.Equal(Fit()["parametersSha256"], ToolRun.Good("merge", _folder.Path, "-o", _folder["merged.zip"])["parametersSha256"]);
    }

    [Fact]
    public void AShardGoesOnFromThePartsThatAnEarlierRunSaved()
    {
        // What shard 0 of 4 sums is the first half of shard 0 of 2.
        Sum(0, 4);
        File.Move(Sums(0, 4), Sums(0, 2) + ".part");
        ToolRun resumed = Again();
        Assert.Equal("16", resumed["partsReused"]);
        Assert.Equal([Sums(0, 2), _data], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
        Sum(1, 2);
        string whole = Fit()["parametersSha256"];
        Assert.Equal(whole, Merged());

        // Of other settings, or damaged: not used, and said so.
        ToolRun.Good("fit", _data, "-o", Sums(0, 2) + ".part", "--shard", "0/4", "-d", "2", "--fourier", "8");
        Assert.Equal("0", Again()["partsReused"]);
        File.WriteAllText(Sums(0, 2) + ".part", "SOTsums");
        ToolRun damaged = Again();
        Assert.Equal("0", damaged["partsReused"]);
        Assert.Contains("is not used", damaged.Error, StringComparison.Ordinal);
        Assert.Equal(whole, Merged());

        string Merged() => ToolRun.Good("merge", Sums(0, 2), Sums(1, 2), "-o", _folder["m.zip"])["parametersSha256"];

        ToolRun Again() => ToolRun.Good("fit", _data, "-o", Sums(0, 2), "--shard", "0/2", "-d", "2", "--fourier", "9", "--save-every", "0");
    }

    [Fact]
    public void MissingAndDoubleShardsAreNamed()
    {
        for (int shard = 0; shard < 4; shard++)
            Sum(shard, 4);
        string missing = ToolRun.Bad(ExitCode.Failure, "merge", Sums(0, 4), Sums(1, 4), Sums(3, 4), "-o", _folder["m.zip"]);
        Assert.Contains("parts 32 to 47 of 64 are missing, which is shard 2/4", missing, StringComparison.Ordinal);
        string twice = ToolRun.Bad(ExitCode.Failure, "merge", Sums(0, 4), Sums(0, 4), "-o", _folder["m.zip"]);
        Assert.Contains("same rows", twice, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["m.zip"]));
    }

    [Theory]
    [InlineData("--epsilon", "0.3", "epsilon is 0.2 in one and 0.3 in the other")]
    [InlineData("--seed", "5", "seed is 1 in one and 5 in the other")]
    [InlineData("--fourier", "7", "fourierFeatures is 9 in one and 7 in the other")]
    [InlineData("--ridge", "2", "ridge is not set in one and 2 in the other")]
    public void SumsOfOtherSettingsAreRefusedAndTheSettingNamed(string option, string value, string expected)
    {
        string[] same = ["-d", "2", "--fourier", "9", "--epsilon", "0.2", "--seed", "1"];
        ToolRun.Good(["fit", _data, "-o", Sums(0, 2), "--shard", "0/2", .. same]);
        int place = Array.IndexOf(same, option);
        string[] other = place < 0 ? [.. same, option, value] : [.. same[..place], option, value, .. same[(place + 2)..]];
        ToolRun.Good(["fit", _data, "-o", Sums(1, 2), "--shard", "1/2", .. other]);
        Assert.Contains(expected, ToolRun.Bad(ExitCode.Failure, "merge", Sums(0, 2), Sums(1, 2), "-o", _folder["m.zip"]), StringComparison.Ordinal);
    }

    [Fact]
    public void SumsOverOtherDataAreRefused()
    {
        Sum(0);
        PairData.Create(91).WriteCsv(_data);
        Sum(1);
        Assert.Contains("different data: 90 rows", ToolRun.Bad(ExitCode.Failure, "merge", Sums(0, 2), Sums(1, 2), "-o", _folder["m.zip"]), StringComparison.Ordinal);

        void Sum(int shard) => ToolRun.Good("fit", _data, "-o", Sums(shard, 2), "--shard", $"{shard}/2", "-d", "2", "--fourier", "9", "--epsilon", "0.2");
    }

    [Fact]
    public void DamagedSumsAreRefusedAndNamed()
    {
        Sum(0, 2);
        Sum(1, 2);
        byte[] bytes = File.ReadAllBytes(Sums(1, 2));
        foreach (int place in (int[])[0, 7, 8, 13, 25, 60, bytes.Length / 2, bytes.Length - 1])
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 4;
            Refused(damaged);
        }

        foreach (int length in (int[])[0, 5, 51, 52, 100, bytes.Length - 1])
            Refused(bytes[..length]);
        Refused([.. bytes, 0]);

        void Refused(byte[] damaged)
        {
            File.WriteAllBytes(Sums(1, 2), damaged);
            string error = ToolRun.Bad(ExitCode.Failure, "merge", Sums(0, 2), Sums(1, 2), "-o", _folder["m.zip"]);
            Assert.Contains(Sums(1, 2), error, StringComparison.Ordinal);
            Assert.Single(error.Trim().Split('\n'));
        }
    }

    [Fact]
    public void ACancelledShardLeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var run = ToolRun.Of(cancellation.Token, "fit", _data, "-o", Sums(0, 2), "--shard", "0/2", "-d", "2");
        Assert.Equal(ExitCode.Cancelled, run.ExitCode);
        Assert.Equal([_data], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void AMergedModelIsOneThatMLNetLoads()
    {
        Sum(0, 1);
        ToolRun.Good("merge", Sums(0, 1), "-o", _folder["m.zip"]);
        var context = new MLContext();
        ITransformer model = context.Model.Load(_folder["m.zip"], out _);
        var pairs = PairData.Create(3);
        IDataView answers = model.Transform(context.SlicedOT().LoadPairs(pairs.Sources, pairs.Targets));
        Assert.All(answers.GetColumn<float>("MarginalViolation"), violation => Assert.InRange(violation, 0, 1));
    }

    private ToolRun Fit(params string[] more) =>
        ToolRun.Good(["fit", _data, "-o", _folder["model.zip"], "-d", "2", "--fourier", "9", .. more]);

    private void Sum(int shard, int shards) =>
        ToolRun.Good("fit", _data, "-o", Sums(shard, shards), "--shard", $"{shard}/{shards}", "-d", "2", "--fourier", "9");

    private string Sums(int shard, int shards) => _folder[$"{shard}-of-{shards}.sums"];
}
