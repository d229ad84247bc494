namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public sealed class RegressionTreeTests
{
    private const double Epsilon = 0.2;

    private static readonly FeatureOptions Small = new() { NumberOfDirections = 6, RandomFourierFeatures = 8, PooledPotential = false };

    private static readonly List<TransportProblem> Pairs = RandomPairs.Create(83, 2, Epsilon, 71, atoms: 6);

    private static PotentialRegression Setup(double epsilon = Epsilon, FeatureOptions? features = null) =>
        new(GroundCost.SquaredEuclidean, epsilon, 2, new PotentialRegressionOptions { Features = features ?? Small, SkipFailingPairs = true });

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void ShardsGiveTheBitsOfOneProcessInAnyOrderOfCompletion(int shards)
    {
        double[] whole = Merge([Shard(Setup(), 0, 1)]).Fit().Coefficients.ToArray();
        var files = new byte[shards][];
        int[] order = [.. Enumerable.Range(0, shards)];
        new Random(shards).Shuffle(order);
        foreach (int shard in order)
            files[shard] = Bytes(Shard(Setup(), shard, shards));
        PotentialRegression merged = Merge(files.Select(file => Read(file, Setup())));
        Assert.Equal(whole, merged.Fit().Coefficients.ToArray());
        Assert.Equal(83, merged.PairsUsed);
    }

    [Fact]
    public void MixedShardsGiveTheSameBits()
    {
        double[] whole = Merge([Shard(Setup(), 0, 1)]).Fit().Coefficients.ToArray();
        Assert.Equal(whole, Merge([Shard(Setup(), 0, 2), Shard(Setup(), 2, 4), Shard(Setup(), 6, 8), Shard(Setup(), 7, 8)]).Fit().Coefficients.ToArray());
    }

    [Fact]
    public void AnotherOrderOfSummationGivesOtherBits()
    {
        PotentialRegression line = Setup();
        line.AddRange(Pairs);
        double[] whole = Merge([Shard(Setup(), 0, 1)]).Fit().Coefficients.ToArray();
        Assert.NotEqual(whole, line.Fit().Coefficients.ToArray());
        RandomPairs.AssertClose(whole, line.Fit().Coefficients, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000_003)]
    [InlineData(long.MaxValue)]
    public void PartsCoverTheRowsOnce(long rows)
    {
        long end = 0;
        for (int part = 0; part < RowParts.Count; part++)
        {
            (long start, long next) = RowParts.RowsOf(part, rows);
            Assert.Equal(end, start);
            Assert.True(next >= start);
            end = next;
        }

        Assert.Equal(rows, end);
    }

    [Fact]
    public void ShardsCoverThePartsOnce()
    {
        for (int shards = 1; shards <= RowParts.Count; shards++)
        {
            int end = 0;
            for (int shard = 0; shard < shards; shard++)
            {
                (int first, int next) = RowParts.OfShard(shard, shards);
                Assert.Equal(end, first);
                Assert.True(next > first);
                end = next;
            }

            Assert.Equal(RowParts.Count, end);
        }
    }

    [Fact]
    public void SumsKeepTheirBitsAndTheirReport()
    {
        PotentialRegression regression = Setup();
        regression.AddRange(Pairs[..5]);
        regression.Skip("no pair");
        regression.AddRange(Pairs[5..9]);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        regression.WriteSums(writer);
        stream.Position = 0;
        PotentialRegression read = Setup();
        read.AddSums(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        AmortizedCouplingModel one = regression.Fit(), other = read.Fit();
        Assert.Equal(one.Coefficients.ToArray(), other.Coefficients.ToArray());
        Assert.Equal(new SkippedPair(5, "no pair"), Assert.Single(other.Report.Skipped));
        Assert.Equal(one.Report.PairsUsed, other.Report.PairsUsed);
        Assert.Equal(one.Report.HeldOutR2, other.Report.HeldOutR2);
        Assert.Equal(one.Report.TeacherSeconds, other.Report.TeacherSeconds);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        PotentialRegression regression = Setup(features: Small with { RandomFourierFeatures = 0, NumberOfDirections = 2 });
        var tree = new RegressionTree(regression, 62);
        for (int part = 62; part < 64; part++)
        {
            PotentialRegression sums = regression.CreatePart();
            sums.Add(Pairs[part]);
            tree.Add(sums);
        }

        byte[] bytes = Bytes(tree);
        Read(bytes, regression);
        for (int length = 0; length < bytes.Length; length += 7)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InvalidDataException>(() => Read(cut, regression));
        }
    }

    [Fact]
    public void SumsOfOtherFeaturesAreRefused()
    {
        byte[] bytes = Bytes(Shard(Setup(), 0, 64));
        Assert.Contains("features", Assert.Throws<InvalidDataException>(() => Read(bytes, Setup(features: Small with { RandomFourierFeatures = 9 }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingDoubleAndForeignPartsAreRefused()
    {
        RegressionTree half = Shard(Setup(), 0, 2);
        Assert.Contains("0 to 31", Assert.Throws<InvalidOperationException>(() => half.Total()).Message, StringComparison.Ordinal);
        Assert.Contains("begin at part 0", Assert.Throws<ArgumentException>(() => half.Add(Shard(Setup(), 0, 2))).Message, StringComparison.Ordinal);
        Assert.Contains("begin at part 48", Assert.Throws<ArgumentException>(() => half.Add(Shard(Setup(), 3, 4))).Message, StringComparison.Ordinal);
        Assert.Contains("regularisation", Assert.Throws<ArgumentException>(() => half.Add(Setup(epsilon: 0.3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFailingPairIsNamedByItsRowInTheWhole()
    {
        var setup = new PotentialRegression(GroundCost.SquaredEuclidean, 0.5, 2, new PotentialRegressionOptions { Features = Small });
        Assert.Contains("row 1007", Assert.Throws<ArgumentException>(() => setup.CreatePart(firstRow: 1007).Add(Pairs[0])).Message, StringComparison.Ordinal);
    }

    private static RegressionTree Shard(PotentialRegression setup, int shard, int shards)
    {
        (int first, int end) = RowParts.OfShard(shard, shards);
        var tree = new RegressionTree(setup, first);
        for (int part = first; part < end; part++)
        {
            (long start, long next) = RowParts.RowsOf(part, Pairs.Count);
            PotentialRegression sums = setup.CreatePart(start);
            sums.AddRange(Pairs[(int)start..(int)next]);
            tree.Add(sums);
        }

        return tree;
    }

    private static PotentialRegression Merge(IEnumerable<RegressionTree> shards)
    {
        var all = new RegressionTree(Setup());
        foreach (RegressionTree shard in shards)
            all.Add(shard);
        return all.Total();
    }

    private static byte[] Bytes(RegressionTree tree)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        tree.WriteTo(writer);
        return stream.ToArray();
    }

    private static RegressionTree Read(byte[] bytes, PotentialRegression setup) => RegressionTree.ReadFrom(new BinaryReader(new MemoryStream(bytes)), setup);
}
