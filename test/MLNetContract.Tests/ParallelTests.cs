using System.Collections.Concurrent;
using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class ParallelTests
{
    [Fact]
    public void OrderIsKeptAlthoughSeveralThreadsMap()
    {
        var threads = new ConcurrentDictionary<int, bool>();
        IDataView mapped = Map(
            (s, d) =>
            {
                threads[Environment.CurrentManagedThreadId] = true;
                if (s.Value % 100 == 0)
                    Thread.Sleep(1);
                d.Twice = 2 * s.Value;
            },
            5000);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => 2f * i), mapped.GetColumn<float>("Twice"));
        Assert.True(threads.Count > 1);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads.Keys);
    }

    [Fact]
    public void EachThreadHasItsOwnSourceAndDestination()
    {
        var owners = new ConcurrentDictionary<object, int>(ReferenceEqualityComparer.Instance);
        IDataView mapped = Map(
            (s, d) =>
            {
                Assert.Equal(Environment.CurrentManagedThreadId, owners.GetOrAdd(s, Environment.CurrentManagedThreadId));
                Assert.Equal(Environment.CurrentManagedThreadId, owners.GetOrAdd(d, Environment.CurrentManagedThreadId));
            },
            2000);
        Assert.Equal(2000, mapped.GetColumn<float>("Twice").Count());
    }

    [Fact]
    public void RowsTravelInBatchesOf128()
    {
        IDataView mapped = Map(DoublingFactory.Map, 300);
        using DataViewRowCursor cursor = mapped.Cursor("Twice");
        var batches = new List<long>();
        while (cursor.MoveNext())
            batches.Add(cursor.Batch);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)(i / 128)), batches);
    }

    [Fact]
    public void RowsAreMappedAheadOfTheReaderButNotAll()
    {
        int mappedRows = 0;
        IDataView mapped = Map((_, _) => Interlocked.Increment(ref mappedRows), 100_000);
        using (DataViewRowCursor cursor = mapped.Cursor("Twice"))
        {
            cursor.MoveNext();
            Thread.Sleep(200);
            Assert.InRange(mappedRows, 128, 50_000);
        }

        int atTheEnd = mappedRows;
        Thread.Sleep(50);
        Assert.Equal(atTheEnd, mappedRows);
    }

    [Fact]
    public void ExceptionsAreWrapped()
    {
        IDataView mapped = Map(
            (s, _) =>
            {
                if (s.Value == 200)
                    throw new TimeoutException("row 200");
            },
            1000);
        var error = Assert.Throws<InvalidOperationException>(() => mapped.GetColumn<float>("Twice").Count());
        Assert.Equal("Splitter/consolidator worker encountered exception while consuming source data", error.Message);
        Assert.Equal("row 200", Assert.IsType<TimeoutException>(Innermost(error)).Message);
    }

    [Fact]
    public void ExceptionsOfTheSourceAreWrappedToo()
    {
        static IEnumerable<Number> Failing()
        {
            yield return new Number();
            throw new TimeoutException("source");
        }

        IDataView source = ML.Data.LoadFromEnumerable(Failing());
        IDataView mapped = ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, null).Fit(source).Transform(source);
        var error = Assert.Throws<InvalidOperationException>(() => mapped.GetColumn<float>("Twice").Count());
        Assert.Equal("source", Assert.IsType<TimeoutException>(Innermost(error)).Message);
        Assert.Equal("source", Assert.Throws<TimeoutException>(() => source.GetColumn<float>("Value").Count()).Message);
    }

    [Fact]
    public void AChainOfMappingsIsMappedRowByRow()
    {
        IDataView data = Numbers(1000);
        var model = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, null))
            .Append(ML.Transforms.CopyColumns("Value", "Twice"))
            .Append(ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, null))
            .Fit(data);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => 4f * i), model.Transform(data).GetColumn<float>("Twice"));
    }

    [Fact]
    public void VectorsOfDifferentRowsDoNotShareBuffers()
    {
        IDataView data = Numbers(600);
        ITransformer mapping = ML.Transforms.CustomMapping<Number, Sizes>(
            (s, d) => d.Variable = [.. Enumerable.Repeat(s.Value, (int)s.Value % 7)], null).Fit(data);
        float[][] vectors = [.. mapping.Transform(data).GetColumn<float[]>("Variable")];
        for (int i = 0; i < vectors.Length; i++)
            Assert.Equal(Enumerable.Repeat((float)i, i % 7), vectors[i]);
    }

    [Fact]
    public void SeveralCursorsShareTheRows()
    {
        IDataView mapped = Map(DoublingFactory.Map, 1000);
        DataViewRowCursor[] cursors = mapped.GetRowCursorSet(mapped.Schema, 3);
        Assert.Equal(3, cursors.Length);
        var values = new ConcurrentBag<float>();
        Parallel.ForEach(cursors, new ParallelOptions { MaxDegreeOfParallelism = 3 }, cursor =>
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<float>(cursor.Schema["Twice"]);
                float value = 0;
                while (cursor.MoveNext())
                {
                    getter(ref value);
                    values.Add(value);
                }
            }
        });
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => 2f * i), values.Order());
    }

    [Fact]
    public void NoRowsAreNoProblem()
        => Assert.Empty(Map(DoublingFactory.Map, 0).GetColumn<float>("Twice"));

    [Fact]
    public void ACursorLeftAtTheStartCanBeDisposed()
    {
        for (int i = 0; i < 50; i++)
            Map(DoublingFactory.Map, 1000).Cursor("Twice").Dispose();
    }

    private static IDataView Map(Action<Number, Doubled> map, int rows)
        => ML.Transforms.CustomMapping(map, null).Fit(Numbers(rows)).Transform(Numbers(rows));
}
