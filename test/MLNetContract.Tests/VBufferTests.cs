namespace MLNetContract.Tests;

public class VBufferTests
{
    private static readonly VBuffer<float> SparseVector = new(6, 2, [3, 5], [1, 4]);

    [Fact]
    public void ASparseVectorKnowsItsZeros()
    {
        Assert.False(SparseVector.IsDense);
        Assert.Equal([0, 3, 0, 0, 5, 0], SparseVector.DenseValues());
        Assert.Equal([new(1, 3), new(4, 5)], SparseVector.Items());
        Assert.Equal(6, SparseVector.Items(all: true).Count());
        Assert.Equal((0, 5), (SparseVector.GetItemOrDefault(0), SparseVector.GetItemOrDefault(4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SparseVector.GetItemOrDefault(6));
        float[] target = [9, 9, 9, 9, 9, 9, 9];
        SparseVector.CopyTo(target, 1, -1);
        Assert.Equal([9, -1, 3, -1, -1, 5, -1], target);
        Assert.Equal("Sparse vector of size 6, 2 explicit values", SparseVector.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => SparseVector.CopyTo(new float[3]));
    }

    [Fact]
    public void CopiesKeepTheirKind()
    {
        VBuffer<float> copy = default;
        SparseVector.CopyTo(ref copy);
        Assert.Equal([1, 4], copy.GetIndices().ToArray());
        SparseVector.CopyToDense(ref copy);
        Assert.True(copy.IsDense);
        Assert.Equal([0, 3, 0, 0, 5, 0], copy.GetValues().ToArray());
        SparseVector.CopyTo(ref copy, 3, 2);
        Assert.Equal([1], copy.GetIndices().ToArray());
        Assert.Equal([0, 5], copy.DenseValues());
        VBuffer<float>.Copy([1, 2, 3], 1, ref copy, 2);
        Assert.Equal([2, 3], copy.DenseValues());
    }

    [Fact]
    public void AnEditorUsesTheBuffersAgain()
    {
        float[] values = [1, 2, 3, 4];
        var vector = new VBuffer<float>(4, values);
        var editor = VBufferEditor.Create(ref vector, 3);
        Assert.False(editor.CreatedNewValues);
        editor.Values[0] = 7;
        vector = editor.Commit();
        Assert.Equal([7, 2, 3], vector.DenseValues());
        Assert.Equal(7, values[0]);

        var sparse = VBufferEditor.Create(ref vector, 10, 2);
        Assert.True(sparse.CreatedNewIndices);
        sparse.Indices[0] = 3;
        vector = sparse.CommitTruncated(1);
        Assert.Equal([new(3, 7)], vector.Items());

        var bigger = VBufferEditor.Create(ref vector, 20);
        Assert.True(bigger.CreatedNewValues);
        Assert.Equal(20, bigger.Values.Length);
        Assert.Equal(1, VBufferEditor.CreateFromBuffer(ref vector).Values.Length);
    }

    [Fact]
    public void ImpossibleVectorsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(-1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 2, [1, 2], null));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> vector = default;
            VBufferEditor.Create(ref vector, 2, 3);
        });
    }

    [Fact]
    public void TypesAreEqualByMeaning()
    {
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), new VectorDataViewType(NumberDataViewType.Single, 2));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.Equal(
            new VectorDataViewType(NumberDataViewType.Single, 2, 3).GetHashCode(),
            new VectorDataViewType(NumberDataViewType.Single, 2, 3).GetHashCode());
        Assert.False(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
        Assert.Equal(6, new VectorDataViewType(NumberDataViewType.Single, 2, 3).Size);
        Assert.Equal(typeof(VBuffer<float>), new VectorDataViewType(NumberDataViewType.Single).RawType);
        Assert.Equal("Vector<Single, 2, *>", new VectorDataViewType(NumberDataViewType.Single, 2, 0).ToString());
    }

    [Fact]
    public void AnnotationsAreReadByName()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Flag", BooleanDataViewType.Instance, true);
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("A", NumberDataViewType.Single, builder.ToAnnotations());
        bool flag = false;
        schema.ToSchema()["A"].Annotations.GetValue("Flag", ref flag);
        Assert.True(flag);
        Assert.Equal("A: Single {Flag}", schema.ToSchema()["A"].ToString());
        Assert.Throws<InvalidOperationException>(() => schema.ToSchema()["A"].Annotations.GetValue("None", ref flag));
        Assert.Throws<ArgumentOutOfRangeException>(() => schema.ToSchema()["B"]);
        Assert.Null(schema.ToSchema().GetColumnOrNull("B"));
    }
}
