using System.Runtime.InteropServices;
using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class ValueMappingTests
{
    private static readonly IDataView Words = Rows(
        new Text { Word = "a" }, new Text { Word = "?" }, new Text { Word = "a" }, new Text { Word = "b" });

    [Fact]
    public void TextIsMappedAndUnknownKeysGiveEmptyText()
    {
        ITransformer map = MapTo("first", "second");
        IDataView mapped = map.Transform(Words);
        Assert.Equal(TextDataViewType.Instance, mapped.Schema["Out"].Type);
        Assert.Equal(["first", "", "first", "second"], mapped.GetColumn<string>("Out"));
    }

    [Fact]
    public void EveryRowGetsTheSameMemory()
    {
        foreach (ITransformer map in new[] { MapTo("first", "second"), SaveAndLoad(MapTo("first", "second"), null, out _) })
        {
            var texts = map.Transform(Words).GetColumn<ReadOnlyMemory<char>>("Out").ToArray();
            Assert.True(MemoryMarshal.TryGetString(texts[0], out string? one, out int start, out int length));
            Assert.True(MemoryMarshal.TryGetString(texts[2], out string? other, out int otherStart, out int otherLength));
            Assert.Same(one, other);
            Assert.Equal((start, length), (otherStart, otherLength));
            Assert.Equal("first", texts[0].ToString());
        }
    }

    [Fact]
    public void UnknownKeysGiveTheDefaultValue()
    {
        Assert.Equal([1, 0, 1, 2], MapTo(1f, 2f).Transform(Words).GetColumn<float>("Out"));
        Assert.Equal([1, 0, 1, 2], MapTo(1d, 2d).Transform(Words).GetColumn<double>("Out"));
        Assert.Equal([1, 0, 1, 2], MapTo(1, 2).Transform(Words).GetColumn<int>("Out"));
        Assert.Equal([true, false, true, false], MapTo(true, false).Transform(Words).GetColumn<bool>("Out"));
    }

    [Fact]
    public void KeysNeedNotBeText()
    {
        var pairs = new Dictionary<float, string> { [0] = "zero", [2] = "two" };
        ITransformer map = ML.Transforms.Conversion.MapValue("Out", pairs, "Value").Fit(Numbers(3));
        Assert.Equal(["zero", "", "two"], map.Transform(Numbers(3)).GetColumn<string>("Out"));
        Assert.Equal(["zero", "", "two"], SaveAndLoad(map, null, out _).Transform(Numbers(3)).GetColumn<string>("Out"));
    }

    [Fact]
    public void TheInputMayBeTheOutput()
    {
        var pairs = new Dictionary<string, string> { ["a"] = "b" };
        IDataView mapped = ML.Transforms.Conversion.MapValue("Word", pairs).Fit(Words).Transform(Words);
        Assert.Equal(["(Word)", "Word"], mapped.Schema.Names());
        Assert.Equal(["b", "", "b", ""], mapped.GetColumn<string>("Word"));
    }

    [Fact]
    public void DuplicateKeysAreRefused()
    {
        KeyValuePair<string, string>[] pairs = [new("a", "1"), new("a", "2")];
        var error = Assert.ThrowsAny<Exception>(() => ML.Transforms.Conversion.MapValue("Out", pairs, "Word"));
        Assert.Contains("Duplicate keys in data 'a'", Innermost(error).Message);
    }

    [Fact]
    public void AMissingInputIsRefused()
    {
        var pairs = new Dictionary<string, string> { ["a"] = "b" };
        var estimator = ML.Transforms.Conversion.MapValue("Out", pairs, "Nope");
        var fit = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(Words));
        Assert.Contains("Could not find input column 'Nope'", fit.Message);
        var chain = Assert.Throws<ArgumentOutOfRangeException>(() => new EstimatorChain<ITransformer>().Append(estimator).Fit(Words));
        Assert.Contains("Could not find input column 'Nope'", chain.Message);
    }

    [Fact]
    public void LongTextSurvivesSaving()
    {
        string text = new('x', 300_000);
        ITransformer loaded = SaveAndLoad(MapTo(text, "é→"), null, out _);
        Assert.Equal([text, "", text, "é→"], loaded.Transform(Words).GetColumn<string>("Out"));
    }

    private static ITransformer MapTo<T>(T first, T second)
        => ML.Transforms.Conversion.MapValue("Out", new Dictionary<string, T> { ["a"] = first, ["b"] = second }, "Word").Fit(Words);
}
