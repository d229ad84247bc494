using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class BindingTests
{
    public class Mixed
    {
        [NoColumn]
        public object? Skipped { get; set; }

        [ColumnName("Renamed")]
        public int Property { get; set; }

        public bool Field;

        [VectorType(2, 3)]
        public double[]? Matrix;

        public VBuffer<float> Buffer { get; set; }

        public string[]? Words { get; set; }

        public string? Word;

        public ReadOnlyMemory<char> Memory { get; set; }

        public DateTime Time { get; set; }

        public long ReadOnly => Property;
    }

    [Fact]
    public void FieldsAndPropertiesBecomeColumns()
    {
        DataViewSchema schema = Rows(new Mixed()).Schema;
        Assert.Equal(
            ["Field", "Matrix", "Word", "Renamed", "Buffer", "Words", "Memory", "Time", "ReadOnly"],
            schema.Names());
        Assert.Equal(BooleanDataViewType.Instance, schema["Field"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double, 2, 3), schema["Matrix"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["Word"].Type);
        Assert.Equal(NumberDataViewType.Int32, schema["Renamed"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), schema["Buffer"].Type);
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance, 0), schema["Words"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["Memory"].Type);
        Assert.Equal(DateTimeDataViewType.Instance, schema["Time"].Type);
        Assert.Equal("Vector<Double, 2, 3>", schema["Matrix"].Type.ToString());
        Assert.Equal("Vector<Single>", schema["Buffer"].Type.ToString());
        Assert.Equal("String", schema["Word"].Type.ToString());
    }

    [Fact]
    public void ValuesComeBackAsTheyWent()
    {
        var row = new Mixed
        {
            Property = 5,
            Field = true,
            Matrix = [1, 2, 3, 4, 5, 6],
            Buffer = new VBuffer<float>(4, 1, [9], [2]),
            Words = ["a", null!, "c"],
            Word = "word",
            Memory = "memory".AsMemory(),
            Time = new DateTime(2020, 1, 2)
        };
        Mixed back = ML.Data.CreateEnumerable<Mixed>(Rows(row), reuseRowObject: false).Single();
        Assert.Equal(row.Property, back.Property);
        Assert.True(back.Field);
        Assert.Equal(row.Matrix, back.Matrix);
        Assert.False(back.Buffer.IsDense);
        Assert.Equal([2], back.Buffer.GetIndices().ToArray());
        Assert.Equal(["a", "", "c"], back.Words!);
        Assert.Equal("word", back.Word);
        Assert.Equal("memory", back.Memory.ToString());
        Assert.Equal(row.Time, back.Time);
    }

    [Fact]
    public void NullArraysAndTextsBecomeEmpty()
    {
        Mixed back = ML.Data.CreateEnumerable<Mixed>(Rows(new Mixed { Matrix = new double[6] }), reuseRowObject: false).Single();
        Assert.Equal("", back.Word);
        Assert.Equal(0, back.Buffer.Length);
        Assert.Equal([[]], Rows(new Sizes()).GetColumn<float[]>("Variable"));
        Assert.Equal([[]], Rows(new Mixed { Matrix = [] }).GetColumn<string[]>("Words"));
    }

    [Fact]
    public void AnEmptyVectorLeavesANullArrayNullAndEmptiesALongerOne()
    {
        IDataView data = Rows(new Sizes(), new Sizes { Variable = [1, 2] }, new Sizes());
        var lengths = new List<int?>();
        foreach (Sizes row in ML.Data.CreateEnumerable<Sizes>(data, reuseRowObject: true))
            lengths.Add(row.Variable?.Length);
        Assert.Equal([null, 2, 0], lengths);
        Assert.Null(ML.Data.CreateEnumerable<Mixed>(Rows(new Mixed { Matrix = [] }), reuseRowObject: false).Single().Words);
    }

    [Fact]
    public void ArraysOfTextAreFilledAgainWhenTheLengthStays()
    {
        IDataView data = Rows(new Mixed { Words = ["a", "b"] }, new Mixed { Words = ["c", "d"] });
        var arrays = new List<string[]>();
        foreach (Mixed row in ML.Data.CreateEnumerable<Mixed>(data, reuseRowObject: true))
            arrays.Add(row.Words!);
        Assert.Same(arrays[0], arrays[1]);
        Assert.Equal(["c", "d"], arrays[0]);
    }

    [Fact]
    public void LengthsAreNotCheckedAgainstVectorType()
        => Assert.Equal([1, 2, 3], ML.Data.CreateEnumerable<Sizes>(Rows(new Sizes { Fixed = [1, 2, 3] }), false).Single().Fixed!);

    [Fact]
    public void AReusedRowObjectIsTheSameForEveryRow()
    {
        Assert.Single(ML.Data.CreateEnumerable<Number>(Numbers(3), reuseRowObject: true).Distinct());
        Assert.Equal(3, ML.Data.CreateEnumerable<Number>(Numbers(3), reuseRowObject: false).Distinct().Count());
    }

    [Fact]
    public void ArraysOfNewRowObjectsAreNotShared()
    {
        IDataView data = Rows(new Sizes { Fixed = [1, 2] }, new Sizes { Fixed = [3, 4] });
        var rows = ML.Data.CreateEnumerable<Sizes>(data, reuseRowObject: false).ToArray();
        Assert.Equal([1, 2], rows[0].Fixed!);
        var buffers = ML.Data.CreateEnumerable<BufferRow>(data, reuseRowObject: false, ignoreMissingColumns: true).ToArray();
        Assert.Equal([1, 2], buffers[0].Fixed.DenseValues());
    }

    public class BufferRow
    {
        public VBuffer<float> Fixed { get; set; }
    }

    [Fact]
    public void ASparseColumnFillsAnArrayWithZeros()
    {
        IDataView data = Rows(new BufferRow { Fixed = new VBuffer<float>(4, 1, [9], [2]) });
        Assert.Equal([0, 0, 9, 0], ML.Data.CreateEnumerable<ArrayRow>(data, false).Single().Fixed!);
    }

    public class ArrayRow
    {
        public float[]? Fixed;
    }

    [Fact]
    public void MissingColumnsThrowUnlessIgnored()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ML.Data.CreateEnumerable<Doubled>(Numbers(1), false).Count());
        Assert.Contains("Could not find  column 'Twice'", error.Message);
        Assert.Equal(0, ML.Data.CreateEnumerable<Doubled>(Numbers(1), false, ignoreMissingColumns: true).Single().Twice);
    }

    public class WrongType
    {
        public int Value { get; set; }
    }

    public class WrongShape
    {
        public float[]? Value { get; set; }
    }

    [Fact]
    public void AMemberOfAnotherTypeCannotBeBound()
    {
        var type = Assert.Throws<InvalidOperationException>(() => ML.Data.CreateEnumerable<WrongType>(Numbers(1), false).Count());
        Assert.Contains("Can't bind the IDataView column 'Value' of type 'Single' to field or property 'Value' of type 'System.Int32'", type.Message);
        var shape = Assert.Throws<InvalidOperationException>(() => ML.Data.CreateEnumerable<WrongShape>(Numbers(1), false).Count());
        Assert.Contains("Can't bind the IDataView column", shape.Message);
    }

    public class Unsupported
    {
        public object? Value { get; set; }
    }

    public class Duplicate
    {
        public float Value { get; set; }

        [ColumnName("Value")]
        public float Other { get; set; }
    }

    public class NotAVector
    {
        [VectorType(2)]
        public float Value { get; set; }
    }

    [Fact]
    public void RowClassesThatMakeNoSenseAreRefused()
    {
        var unsupported = Assert.Throws<ArgumentOutOfRangeException>(() => Rows(new Unsupported()));
        Assert.Contains("Could not determine an IDataView type and registered custom types for member Value", unsupported.Message);
        var duplicate = Assert.Throws<ArgumentOutOfRangeException>(() => Rows(new Duplicate()));
        Assert.Contains("Duplicate column name 'Value' detected", duplicate.Message);
        var notAVector = Assert.Throws<ArgumentOutOfRangeException>(() => Rows(new NotAVector()));
        Assert.Contains("Member Value marked with VectorTypeAttribute", notAVector.Message);
    }

    [Fact]
    public void ADefinitionRenamesAndSizesColumns()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(ArrayRow));
        definition["Fixed"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);
        definition["Fixed"].ColumnName = "Other";
        IDataView data = ML.Data.LoadFromEnumerable(new[] { new ArrayRow { Fixed = [1, 2, 3] } }, definition);
        Assert.Equal(["Other"], data.Schema.Names());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), data.Schema["Other"].Type);
        Assert.Equal([[1, 2, 3]], data.GetColumn<float[]>("Other"));
    }

    [Fact]
    public void ASchemaGivesTheTypes()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Fixed", new VectorDataViewType(NumberDataViewType.Single, 3));
        IDataView data = ML.Data.LoadFromEnumerable(new[] { new ArrayRow { Fixed = [1, 2, 3] } }, builder.ToSchema());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), data.Schema["Fixed"].Type);

        builder.AddColumn("Absent", NumberDataViewType.Single);
        var error = Assert.Throws<InvalidOperationException>(
            () => ML.Data.LoadFromEnumerable(new[] { new ArrayRow() }, builder.ToSchema()));
        Assert.Contains("Type should contain a member named Absent", error.Message);
    }

    [Fact]
    public void ADefinitionThatDoesNotFitIsRefused()
    {
        SchemaDefinition scalar = SchemaDefinition.Create(typeof(ArrayRow));
        scalar["Fixed"].ColumnType = NumberDataViewType.Single;
        Assert.Throws<ArgumentOutOfRangeException>(() => ML.Data.LoadFromEnumerable(new[] { new ArrayRow() }, scalar));
        SchemaDefinition other = SchemaDefinition.Create(typeof(ArrayRow));
        other["Fixed"].ColumnType = new VectorDataViewType(NumberDataViewType.Double);
        Assert.Throws<ArgumentOutOfRangeException>(() => ML.Data.LoadFromEnumerable(new[] { new ArrayRow() }, other));
    }
}
