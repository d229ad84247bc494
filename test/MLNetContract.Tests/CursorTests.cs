using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class CursorTests
{
    [Fact]
    public void PositionStartsAtMinusOneAndCountsRows()
    {
        using DataViewRowCursor cursor = Numbers(2).Cursor("Value");
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(1, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void PositionOfAMappedCursorDoesTheSame()
    {
        using DataViewRowCursor cursor = Mapped(2).Cursor("Twice");
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void AColumnThatWasNotRequestedIsNotActive()
    {
        IDataView data = Rows(new Sizes());
        using DataViewRowCursor cursor = data.Cursor("Scalar");
        Assert.True(cursor.IsColumnActive(data.Schema["Scalar"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Fixed"]));
        Assert.ThrowsAny<ArgumentException>(() => cursor.GetGetter<VBuffer<float>>(data.Schema["Fixed"]));
    }

    [Fact]
    public void AColumnOfAMappedViewThatWasNotRequestedThrows()
    {
        IDataView mapped = Mapped(2);
        using DataViewRowCursor added = mapped.Cursor("Twice");
        Assert.ThrowsAny<ArgumentException>(() => added.GetGetter<float>(mapped.Schema["Value"]));
        using DataViewRowCursor input = mapped.Cursor("Value");
        Assert.Throws<InvalidOperationException>(() => input.GetGetter<float>(mapped.Schema["Twice"]));
    }

    [Fact]
    public void AGetterOfAnotherTypeThrows()
    {
        using DataViewRowCursor plain = Numbers(1).Cursor("Value");
        Assert.Throws<InvalidOperationException>(() => plain.GetGetter<double>(plain.Schema["Value"]));
        using DataViewRowCursor mapped = Mapped(1).Cursor("Twice");
        Assert.Throws<InvalidOperationException>(() => mapped.GetGetter<int>(mapped.Schema["Twice"]));
        var (_, row) = MapRows(Doubling(), Numbers(1), "Twice");
        Assert.Throws<InvalidOperationException>(() => row.GetGetter<int>(row.Schema["Twice"]));
    }

    [Fact]
    public void ValuesCannotBeReadBeforeTheFirstRow()
    {
        using DataViewRowCursor cursor = Mapped(1).Cursor("Twice");
        var getter = cursor.GetGetter<float>(cursor.Schema["Twice"]);
        float value = 0;
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
    }

    [Fact]
    public void RowIdsFollowTheRows()
    {
        foreach (IDataView view in new[] { Numbers(300), Mapped(300) })
        {
            using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
            var getId = cursor.GetIdGetter();
            DataViewRowId id = default;
            for (ulong i = 0; cursor.MoveNext(); i++)
            {
                getId(ref id);
                Assert.Equal(new DataViewRowId(i, 0), id);
            }
        }
    }

    [Fact]
    public void RowsAreCountedWhenTheyCanBe()
    {
        Assert.Equal(3, Numbers(3).GetRowCount());
        Assert.Equal(3, Mapped(3).GetRowCount());
        Assert.Null(ML.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new Number { Value = i })).GetRowCount());
    }

    [Fact]
    public void EachCursorEnumeratesTheRowsAnew()
    {
        int started = 0;
        int ended = 0;
        IEnumerable<Number> Count()
        {
            started++;
            try
            {
                yield return new Number();
                yield return new Number();
            }
            finally
            {
                ended++;
            }
        }

        IDataView data = ML.Data.LoadFromEnumerable(Count());
        Assert.Equal(2, data.GetColumn<float>("Value").Count());
        Assert.Equal(2, data.GetColumn<float>("Value").Count());
        Assert.Equal(2, started);
        Assert.Equal(2, ended);
    }

    [Fact]
    public void ADisposedCursorStopsReadingButDoesNotDisposeTheEnumerator()
    {
        bool ended = false;
        int read = 0;
        IEnumerable<Number> Endless()
        {
            try
            {
                for (; ; read++)
                    yield return new Number { Value = read };
            }
            finally
            {
                ended = true;
            }
        }

        IDataView source = ML.Data.LoadFromEnumerable(Endless());
        Assert.Equal([0, 2], Doubling().Transform(source).GetColumn<float>("Twice").Take(2));
        int atTheEnd = read;
        Thread.Sleep(20);
        Assert.Equal(atTheEnd, read);
        Assert.False(ended);
    }

    [Fact]
    public void ANullRowIsRefused()
    {
        IDataView data = ML.Data.LoadFromEnumerable(new Number[] { new(), null! });
        var error = Assert.Throws<InvalidOperationException>(() => data.GetColumn<float>("Value").ToArray());
        Assert.Contains("Encountered null when iterating over data", error.Message);
    }

    [Fact]
    public void TakeAndSkipCutRows()
    {
        Assert.Equal([0, 1], ML.Data.TakeRows(Numbers(5), 2).GetColumn<float>("Value"));
        Assert.Equal([3, 4], ML.Data.SkipRows(Numbers(5), 3).GetColumn<float>("Value"));
        Assert.Equal([2, 4], ML.Data.TakeRows(ML.Data.SkipRows(Mapped(9), 1), 2).GetColumn<float>("Twice"));
        Assert.Equal(2, ML.Data.TakeRows(Numbers(5), 2).GetRowCount());
        Assert.Equal(0, ML.Data.SkipRows(Numbers(5), 7).GetRowCount());
    }

    [Fact]
    public void GetColumnConverts()
    {
        IDataView texts = Rows(new Text { Word = "a" }, new Text { Word = null });
        Assert.Equal(["a", ""], texts.GetColumn<string>("Word"));
        Assert.Equal("a", texts.GetColumn<ReadOnlyMemory<char>>("Word").First().ToString());
        IDataView sizes = Rows(new Sizes { Variable = [1, 2] }, new Sizes { Variable = null });
        Assert.Equal([[1, 2], []], sizes.GetColumn<float[]>("Variable"));
        Assert.Equal(2, sizes.GetColumn<VBuffer<float>>("Variable").First().Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => sizes.GetColumn<double[]>("Variable"));
        Assert.Throws<ArgumentOutOfRangeException>(() => sizes.GetColumn<float>("Variable"));
        Assert.Throws<ArgumentOutOfRangeException>(() => sizes.GetColumn<float>("Missing"));
        Assert.Throws<ArgumentOutOfRangeException>(() => sizes.GetColumn<float>(texts.Schema["Word"]));
    }

    private static ITransformer Doubling() => ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, null).Fit(Numbers(1));

    private static IDataView Mapped(int rows) => Doubling().Transform(Numbers(rows));
}
