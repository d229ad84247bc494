using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>
/// What the library's design stands on and ML.NET does not promise: if a later version behaves otherwise, it shows here and not in a user's
/// pipeline. That a mapping's factory is found in a process where nothing was registered is in <see cref="ChildProcessTests"/>.
/// </summary>
public class WhatWeRelyOnInMLNet
{
    private static readonly MLContext ML = new(1);

    private static readonly IDataView Words = Rows(
        new Text { Word = "a" }, new Text { Word = "?" }, new Text { Word = "a" }, new Text { Word = "b" });

    private static readonly IDataView VectorRow = Rows(new Vectors
    {
        Matrix = [1, 2, 3, 4, 5, 6],
        Fixed = [7, 8],
        Variable = [9],
        Scalar = 10,
    });

    [Fact]
    public void EveryRowGetsTheSameMemory()
    {
        foreach (ITransformer map in new[] { MapTo("first", "second"), SaveAndLoad(MapTo("first", "second"), null) })
        {
            ReadOnlyMemory<char>[] texts = map.Transform(Words).GetColumn<ReadOnlyMemory<char>>("Out").ToArray();
            Assert.True(MemoryMarshal.TryGetString(texts[0], out string? one, out int start, out int length));
            Assert.True(MemoryMarshal.TryGetString(texts[2], out string? other, out int otherStart, out int otherLength));
            Assert.Same(one, other);
            Assert.Equal((start, length), (otherStart, otherLength));
            Assert.Equal("first", texts[0].ToString());
        }
    }

    [Fact]
    public void LongTextSurvivesSaving()
    {
        string text = new('x', 300_000);
        ITransformer loaded = SaveAndLoad(MapTo(text, "é→"), null);
        Assert.Equal([text, "", text, "é→"], loaded.Transform(Words).GetColumn<string>("Out"));
    }

    [Fact]
    public void RunsOnceARowAtTheFirstGetterOfAnyOutput()
    {
        int calls = 0;
        ITransformer mapping = Fit<Number, TwoOutputs>(
            (s, d) =>
            {
                calls++;
                d.First = s.Value + 1;
                d.Second = s.Value + 2;
            },
            Numbers(3));

        (DataViewRowCursor? cursor, DataViewRow? row) = MapRows(mapping, Numbers(3), "First", "Second");
        Assert.Equal(0, calls);
        cursor.MoveNext();
        Assert.Equal(0, calls);
        Assert.Equal(2, Get<float>(row, "Second"));
        Assert.Equal(1, Get<float>(row, "First"));
        Assert.Equal(2, Get<float>(row, "Second"));
        Assert.Equal(1, calls);
        cursor.MoveNext();
        Assert.Equal(1, calls);
        Assert.Equal(2, Get<float>(row, "First"));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void DoesNotRunForInputColumns()
    {
        int calls = 0;
        ITransformer mapping = Fit<Number, Doubled>((_, _) => calls++, Numbers(3));
        Assert.Equal([0, 1, 2], mapping.Transform(Numbers(3)).GetColumn<float>("Value"));
        Assert.Equal(0, calls);
    }

    [Fact]
    public void NeedsOnlyTheColumnsOfItsSource()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<FixedOnly, Doubled>((_, _) => { }, null).Fit(Rows(new Vectors()));
        IRowToRowMapper mapper = mapping.GetRowToRowMapper(Rows(new Vectors()).Schema);
        Assert.Equal(["Fixed"], mapper.GetDependencies([mapper.OutputSchema["Twice"]]).Select(c => c.Name));
        Assert.Equal(["Scalar"], mapper.GetDependencies([mapper.OutputSchema["Scalar"]]).Select(c => c.Name));
    }

    [Fact]
    public void SourceWithoutColumnsMapsEveryRow()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<Nothing, Doubled>((_, d) => d.Twice++, null).Fit(Numbers(3));
        (DataViewRowCursor? cursor, DataViewRow? row) = MapRows(mapping, Numbers(3), "Twice");
        cursor.MoveNext();
        cursor.MoveNext();
        Assert.Equal(1, Get<float>(row, "Twice"));
    }

    [Fact]
    public void AMappingMayUseItsOutputBuffersAgain()
    {
        IDataView data = Numbers(300);
        ITransformer mapping = ML.Transforms.CustomMapping<Number, OtherBuffer>(
            (s, d) =>
            {
                VBuffer<float> buffer = d.Other;
                var editor = VBufferEditor.Create(ref buffer, 3);
                editor.Values.Fill(s.Value);
                d.Other = editor.Commit();
            },
            null).Fit(data);
        VBuffer<float>[] vectors = [.. ML.Data.CreateEnumerable<OtherBuffer>(mapping.Transform(data), reuseRowObject: false).Select(r => r.Other)];
        for (int i = 0; i < vectors.Length; i++)
            Assert.Equal([i, i, i], vectors[i].DenseValues());
    }

    [Fact]
    public void VectorBuffersStaySparseOnTheWayInAndOut()
    {
        IDataView data = Rows(new Buffer { Vector = new VBuffer<float>(100, 2, [5, 6], [10, 20]) });
        bool sawSparse = false;
        ITransformer mapping = ML.Transforms.CustomMapping<Buffer, OtherBuffer>(
            (s, d) =>
            {
                sawSparse = !s.Vector.IsDense;
                d.Other = new VBuffer<float>(50, 1, [s.Vector.GetItemOrDefault(20)], [7]);
            },
            null).Fit(data);
        VBuffer<float> other = mapping.Transform(data).GetColumn<VBuffer<float>>("Other").Single();
        Assert.True(sawSparse);
        Assert.Equal([7], other.GetIndices().ToArray());
        Assert.Equal([6], other.GetValues().ToArray());
    }

    [Fact]
    public void AnOutputHidesAnInputOfItsName()
    {
        IDataView mapped = ML.Transforms.CustomMapping<Number, Number>((s, d) => d.Value = s.Value + 1, null).Fit(Numbers(2)).Transform(Numbers(2));
        Assert.Equal(["(Value)", "Value"], Names(mapped.Schema));
        Assert.Equal([1, 2], mapped.GetColumn<float>("Value"));
        Assert.Equal([0, 1], mapped.GetColumn<float>(mapped.Schema[0]));
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
    public void VectorsOfDifferentRowsDoNotShareBuffers()
    {
        IDataView data = Numbers(600);
        ITransformer mapping = ML.Transforms.CustomMapping<Number, Variable>(
            (s, d) => d.Values = [.. Enumerable.Repeat(s.Value, (int)s.Value % 7)], null).Fit(data);
        float[][] vectors = [.. mapping.Transform(data).GetColumn<float[]>("Values")];
        for (int i = 0; i < vectors.Length; i++)
            Assert.Equal(Enumerable.Repeat((float)i, i % 7), vectors[i]);
    }

    [Fact]
    public void RowsTravelInBatchesOf128()
    {
        IDataView mapped = Map((source, destination) => destination.Twice = 2 * source.Value, 300);
        using DataViewRowCursor cursor = mapped.GetRowCursor([mapped.Schema["Twice"]]);
        var batches = new List<long>();
        while (cursor.MoveNext())
            batches.Add(cursor.Batch);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)(i / 128)), batches);
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
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => mapped.GetColumn<float>("Twice").Count());
        Assert.Equal("Splitter/consolidator worker encountered exception while consuming source data", error.Message);
        Assert.Equal("row 200", Assert.IsType<TimeoutException>(Innermost(error)).Message);
    }

    [Fact]
    public void NothingIsComputedForColumnsThatNobodyAsksFor()
    {
        int calls = 0;
        EstimatorChain<ColumnSelectingTransformer> pipeline = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CustomMapping<Number, Doubled>((_, _) => calls++, null))
            .Append(ML.Transforms.CopyColumns("Copy", "Twice"))
            .Append(ML.Transforms.Concatenate("Joined", "Copy", "Value"))
            .Append(ML.Transforms.DropColumns("Twice"));
        IDataView result = pipeline.Fit(Numbers(3)).Transform(Numbers(3));
        Assert.Equal(3, result.GetColumn<float>("Value").Count());
        Assert.Equal(0, calls);
        Assert.Equal(3, result.GetColumn<float[]>("Joined").Count());
        Assert.Equal(3, calls);
    }

    [Fact]
    public void DropColumnsDropsTheHiddenOnesToo()
    {
        IDataView hidden = Fit(ML.Transforms.CopyColumns("Fixed", "Variable"), VectorRow);
        IDataView dropped = Fit(ML.Transforms.DropColumns("Fixed", "Other"), hidden);
        Assert.Equal(["Matrix", "Variable", "Scalar"], Names(dropped.Schema));
        Assert.Equal([10f], dropped.GetColumn<float>("Scalar"));
    }

    [Fact]
    public void ConcatenateOfFixedPartsIsFixed()
    {
        IDataView joined = Fit(ML.Transforms.Concatenate("Joined", "Scalar", "Fixed", "Matrix"), VectorRow);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 9), joined.Schema["Joined"].Type);
        Assert.Equal([10, 7, 8, 1, 2, 3, 4, 5, 6], joined.GetColumn<float[]>("Joined").Single());
    }

    [Fact]
    public void ConcatenateOfOneVectorPassesItOn()
    {
        IDataView joined = Fit(ML.Transforms.Concatenate("Joined", "Matrix"), VectorRow);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), joined.Schema["Joined"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1), Fit(ML.Transforms.Concatenate("Joined", "Scalar"), VectorRow).Schema["Joined"].Type);
    }

    [Fact]
    public void AWrapperSavesWhatItWraps()
    {
        ITransformer inner = ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1));
        ITransformer loaded = SaveAndLoad(new TransformerChain<ITransformer>(new Wrapper(inner)), Numbers(1).Schema);
        Assert.Equal(["Value", "A"], Names(loaded.GetOutputSchema(Numbers(1).Schema)));
        Assert.IsType(inner.GetType(), SaveAndLoad(new Wrapper(inner), null));
    }

    [Fact]
    public void TheExtensionNestsAChainOfAnotherType()
    {
        IEstimator<ITransformer> start = ML.Transforms.CopyColumns("A", "Value");
        IEstimator<ITransformer> two = start.Append(ML.Transforms.CopyColumns("B", "A"));
        IEnumerable<ITransformer> model = Assert.IsAssignableFrom<IEnumerable<ITransformer>>(two.Append(ML.Transforms.CopyColumns("C", "B")).Fit(Numbers(1)));
        Assert.Equal(2, model.Count());
        IEnumerable<ITransformer> inner = Assert.IsAssignableFrom<IEnumerable<ITransformer>>(model.First());
        Assert.Equal(2, inner.Count());
    }

    private static IDataView Numbers(int count) => Rows([.. Enumerable.Range(0, count).Select(i => new Number { Value = i })]);

    private static IDataView Rows<TRow>(params TRow[] rows)
        where TRow : class
        => ML.Data.LoadFromEnumerable(rows);

    private static ITransformer Fit<TSource, TDestination>(Action<TSource, TDestination> map, IDataView data)
        where TSource : class, new()
        where TDestination : class, new()
        => ML.Transforms.CustomMapping(map, null).Fit(data);

    private static IDataView Fit<T>(IEstimator<T> estimator, IDataView data)
        where T : class, ITransformer
        => estimator.Fit(data).Transform(data);

    private static IDataView Map(Action<Number, Doubled> map, int rows) => Fit(map, Numbers(rows)).Transform(Numbers(rows));

    private static ITransformer MapTo(string first, string second)
        => ML.Transforms.Conversion.MapValue("Out", new Dictionary<string, string> { ["a"] = first, ["b"] = second }, "Word").Fit(Words);

    private static ITransformer SaveAndLoad(ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        ML.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    /// <summary>Some columns of the mapped rows of a view, on one thread: the cursor over the input, and the row that maps it.</summary>
    private static (DataViewRowCursor Cursor, DataViewRow Row) MapRows(ITransformer transformer, IDataView input, params string[] columns)
    {
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(input.Schema);
        DataViewSchema.Column[] active = [.. columns.Select(name => mapper.OutputSchema[name])];
        DataViewRowCursor cursor = input.GetRowCursor(mapper.GetDependencies(active));
        return (cursor, mapper.GetRow(cursor, active));
    }

    private static T Get<T>(DataViewRow row, string column)
    {
        T value = default!;
        row.GetGetter<T>(row.Schema[column])(ref value);
        return value;
    }

    private static string[] Names(DataViewSchema schema) => [.. schema.Select(c => c.IsHidden ? $"({c.Name})" : c.Name)];

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;

    private sealed class Number
    {
        public float Value { get; set; }
    }

    private sealed class Doubled
    {
        public float Twice { get; set; }
    }

    private sealed class TwoOutputs
    {
        public float First { get; set; }

        public float Second { get; set; }
    }

    private sealed class Text
    {
        public string? Word { get; set; }
    }

    private sealed class Nothing
    {
    }

    private sealed class FixedOnly
    {
        [VectorType(2)]
        public float[]? Fixed { get; set; }
    }

    private sealed class Variable
    {
        public float[]? Values { get; set; }
    }

    private sealed class Buffer
    {
        public VBuffer<float> Vector { get; set; }
    }

    private sealed class OtherBuffer
    {
        public VBuffer<float> Other { get; set; }
    }

    private sealed class Vectors
    {
        [VectorType(2, 3)]
        public float[]? Matrix { get; set; }

        [VectorType(2)]
        public float[]? Fixed { get; set; }

        public float[]? Variable { get; set; }

        public float Scalar { get; set; }

        public double Other { get; set; }
    }

    private sealed class Wrapper(ITransformer inner) : ITransformer
    {
        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        public void Save(ModelSaveContext ctx) => inner.Save(ctx);
    }
}
