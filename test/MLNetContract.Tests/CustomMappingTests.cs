using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class CustomMappingTests
{
    public class TwoOutputs
    {
        public float First { get; set; }

        public float Second { get; set; }
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

        var (cursor, row) = MapRows(mapping, Numbers(3), "First", "Second");
        Assert.Equal(0, calls);
        cursor.MoveNext();
        Assert.Equal(0, calls);
        Assert.Equal(2, row.Get<float>("Second"));
        Assert.Equal(1, row.Get<float>("First"));
        Assert.Equal(2, row.Get<float>("Second"));
        Assert.Equal(1, calls);
        cursor.MoveNext();
        Assert.Equal(1, calls);
        Assert.Equal(2, row.Get<float>("First"));
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
    public void OneSourceAndOneDestinationServeACursor()
    {
        var sources = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var destinations = new HashSet<object>(ReferenceEqualityComparer.Instance);
        ITransformer mapping = Fit<Number, Doubled>(
            (s, d) =>
            {
                sources.Add(s);
                destinations.Add(d);
            },
            Numbers(5));

        var (cursor, row) = MapRows(mapping, Numbers(5), "Twice");
        var getter = row.GetGetter<float>(row.Schema["Twice"]);
        float value = 0;
        while (cursor.MoveNext())
            getter(ref value);
        Assert.Single(sources);
        Assert.Single(destinations);
    }

    [Fact]
    public void ArraysOfTheSourceAreFilledAgainWhenTheLengthStays()
    {
        var arrays = new List<float[]>();
        IDataView data = Rows(
            new Sizes { Fixed = [1, 2] }, new Sizes { Fixed = [3, 4] });
        ITransformer mapping = Harness.ML.Transforms.CustomMapping<FixedOnly, Doubled>((s, _) => arrays.Add(s.Fixed!), null).Fit(data);
        var (cursor, row) = MapRows(mapping, data, "Twice");
        cursor.MoveNext();
        row.Get<float>("Twice");
        cursor.MoveNext();
        row.Get<float>("Twice");
        Assert.Same(arrays[0], arrays[1]);
        Assert.Equal([3, 4], arrays[0]);
    }

    [Fact]
    public void WhatTheMappingLeavesAloneStaysFromTheRowBefore()
    {
        ITransformer mapping = Fit<Number, Doubled>(
            (s, d) =>
            {
                if (s.Value == 0)
                    d.Twice = 7;
            },
            Numbers(2));
        var (cursor, row) = MapRows(mapping, Numbers(2), "Twice");
        cursor.MoveNext();
        Assert.Equal(7, row.Get<float>("Twice"));
        cursor.MoveNext();
        Assert.Equal(7, row.Get<float>("Twice"));
    }

    [Fact]
    public void SourceWithoutColumnsMapsEveryRow()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<Nothing, Doubled>((_, d) => d.Twice++, null).Fit(Numbers(3));
        var (cursor, row) = MapRows(mapping, Numbers(3), "Twice");
        cursor.MoveNext();
        cursor.MoveNext();
        Assert.Equal(1, row.Get<float>("Twice"));
    }

    [Fact]
    public void NeedsOnlyTheColumnsOfItsSource()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<FixedOnly, Doubled>((_, _) => { }, null).Fit(Rows(new Sizes()));
        IRowToRowMapper mapper = mapping.GetRowToRowMapper(Rows(new Sizes()).Schema);
        Assert.Equal(["Fixed"], mapper.GetDependencies([mapper.OutputSchema["Twice"]]).Select(c => c.Name));
        Assert.Equal(["Scalar"], mapper.GetDependencies([mapper.OutputSchema["Scalar"]]).Select(c => c.Name));
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

    public class Buffer
    {
        public VBuffer<float> Vector { get; set; }
    }

    public class OtherBuffer
    {
        public VBuffer<float> Other { get; set; }
    }

    [Fact]
    public void AnOutputHidesAnInputOfItsName()
    {
        IDataView mapped = ML.Transforms.CustomMapping<Number, Number>((s, d) => d.Value = s.Value + 1, null).Fit(Numbers(2)).Transform(Numbers(2));
        Assert.Equal(["(Value)", "Value"], mapped.Schema.Names());
        Assert.Equal([1, 2], mapped.GetColumn<float>("Value"));
        Assert.Equal([0, 1], mapped.GetColumn<float>(mapped.Schema[0]));
    }

    [Fact]
    public void ANullMappingIsRefused()
        => Assert.Throws<ArgumentNullException>(() => ML.Transforms.CustomMapping<Number, Doubled>(null!, null));

    public class FixedOnly
    {
        [VectorType(2)]
        public float[]? Fixed { get; set; }
    }

    private static ITransformer Fit<TSrc, TDst>(Action<TSrc, TDst> map, IDataView data)
        where TSrc : class, new()
        where TDst : class, new()
        => ML.Transforms.CustomMapping(map, null).Fit(data);
}
