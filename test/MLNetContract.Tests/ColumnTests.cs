using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class ColumnTests
{
    public class Vectors
    {
        [VectorType(2, 3)]
        public float[]? Matrix { get; set; }

        [VectorType(2)]
        public float[]? Fixed { get; set; }

        public float[]? Variable { get; set; }

        public float Scalar { get; set; }

        public double Other { get; set; }

        public VBuffer<float> Sparse { get; set; }
    }

    private static readonly IDataView VectorRow = Rows(new Vectors
    {
        Matrix = [1, 2, 3, 4, 5, 6],
        Fixed = [7, 8],
        Variable = [9],
        Scalar = 10,
        Sparse = new VBuffer<float>(10, 1, [5], [4])
    });

    [Fact]
    public void ALaterColumnHidesAnEarlierOneAndComesRightAfterIt()
    {
        IDataView hidden = Fit(ML.Transforms.CopyColumns("Fixed", "Variable"), VectorRow);
        Assert.Equal(["Matrix", "(Fixed)", "Fixed", "Variable", "Scalar", "Other", "Sparse"], hidden.Schema.Names());
        Assert.Equal([[9f]], hidden.GetColumn<float[]>("Fixed"));
        Assert.Equal([[7f, 8f]], hidden.GetColumn<float[]>(hidden.Schema[1]));
    }

    [Fact]
    public void DropColumnsDropsTheHiddenOnesToo()
    {
        IDataView hidden = Fit(ML.Transforms.CopyColumns("Fixed", "Variable"), VectorRow);
        IDataView dropped = Fit(ML.Transforms.DropColumns("Fixed", "Other"), hidden);
        Assert.Equal(["Matrix", "Variable", "Scalar", "Sparse"], dropped.Schema.Names());
        Assert.Equal([10f], dropped.GetColumn<float>("Scalar"));
    }

    [Fact]
    public void DropColumnsLeavesOtherHiddenColumns()
    {
        IDataView hidden = Fit(ML.Transforms.CopyColumns("Fixed", "Variable"), VectorRow);
        IDataView dropped = Fit(ML.Transforms.DropColumns("Other"), hidden);
        Assert.Equal(["Matrix", "(Fixed)", "Fixed", "Variable", "Scalar", "Sparse"], dropped.Schema.Names());
    }

    [Fact]
    public void DropColumnsThrowsOnUnknownNames()
    {
        var drop = ML.Transforms.DropColumns("Scalar", "Nope", "Neither");
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => drop.Fit(VectorRow));
        Assert.Contains("Could not find input column 'Nope,Neither'", error.Message);
        var chain = Assert.Throws<ArgumentOutOfRangeException>(() => new EstimatorChain<ITransformer>().Append(drop).Fit(VectorRow));
        Assert.Contains("Could not find input column 'Nope,Neither'", chain.Message);
        Assert.Throws<InvalidOperationException>(() => ML.Transforms.DropColumns());
    }

    [Fact]
    public void SelectColumnsTakesTheOrderOfItsNames()
    {
        IDataView hidden = Fit(ML.Transforms.CopyColumns("Fixed", "Variable"), VectorRow);
        IDataView selected = Fit(ML.Transforms.SelectColumns("Scalar", "Fixed"), hidden);
        Assert.Equal(["Scalar", "Fixed"], selected.Schema.Names());
        Assert.Equal([[9f]], selected.GetColumn<float[]>("Fixed"));
        Assert.Equal(["Scalar", "(Fixed)", "Fixed"], Fit(ML.Transforms.SelectColumns(["Scalar", "Fixed"], keepHidden: true), hidden).Schema.Names());
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(ML.Transforms.SelectColumns("Nope"), hidden));
    }

    [Fact]
    public void CopyColumnsKeepsDimensions()
    {
        IDataView copied = Fit(ML.Transforms.CopyColumns("Copy", "Matrix"), VectorRow);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), copied.Schema["Copy"].Type);
        Assert.Equal("Copy", copied.Schema[^1].Name);
        Assert.Equal([1, 2, 3, 4, 5, 6], copied.GetColumn<float[]>("Copy").Single());
    }

    [Fact]
    public void CopyColumnsChecksItsInput()
    {
        var fit = Assert.Throws<ArgumentOutOfRangeException>(() => ML.Transforms.CopyColumns("Copy", "Nope").Fit(VectorRow));
        Assert.Contains("Could not find input column 'Nope'", fit.Message);
        ITransformer copy = ML.Transforms.CopyColumns("Copy", "Matrix").Fit(VectorRow);
        Assert.Throws<ArgumentOutOfRangeException>(() => copy.Transform(Numbers(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => copy.GetOutputSchema(Numbers(1).Schema));
        Assert.Throws<ArgumentOutOfRangeException>(() => copy.GetRowToRowMapper(Numbers(1).Schema));
    }

    [Fact]
    public void ConcatenateOfFixedPartsIsFixed()
    {
        IDataView joined = Fit(ML.Transforms.Concatenate("Joined", "Scalar", "Fixed", "Matrix"), VectorRow);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 9), joined.Schema["Joined"].Type);
        Assert.Equal([10, 7, 8, 1, 2, 3, 4, 5, 6], joined.GetColumn<float[]>("Joined").Single());
    }

    [Fact]
    public void ConcatenateWithAVariablePartIsVariable()
    {
        IDataView joined = Fit(ML.Transforms.Concatenate("Joined", "Fixed", "Variable"), VectorRow);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), joined.Schema["Joined"].Type);
        Assert.Equal([7, 8, 9], joined.GetColumn<float[]>("Joined").Single());
    }

    [Fact]
    public void ConcatenateOfOneVectorPassesItOn()
    {
        IDataView joined = Fit(ML.Transforms.Concatenate("Joined", "Matrix"), VectorRow);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), joined.Schema["Joined"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1), Fit(ML.Transforms.Concatenate("Joined", "Scalar"), VectorRow).Schema["Joined"].Type);
    }

    [Fact]
    public void ConcatenateKeepsSparseVectorsSparse()
    {
        VBuffer<float> sparse = Fit(ML.Transforms.Concatenate("Joined", "Fixed", "Sparse"), VectorRow)
            .GetColumn<VBuffer<float>>("Joined").Single();
        Assert.Equal(12, sparse.Length);
        Assert.Equal([0, 1, 6], sparse.GetIndices().ToArray());
        Assert.Equal([7, 8, 5], sparse.GetValues().ToArray());
        VBuffer<float> dense = Fit(ML.Transforms.Concatenate("Joined", "Matrix", "Matrix", "Sparse"), VectorRow)
            .GetColumn<VBuffer<float>>("Joined").Single();
        Assert.True(dense.IsDense);
        Assert.Equal(5, dense.GetItemOrDefault(16));
    }

    [Fact]
    public void ConcatenateChecksLengthsOfFixedParts()
    {
        IDataView wrong = Fit(ML.Transforms.Concatenate("Joined", "Fixed", "Scalar"), Rows(new Vectors { Matrix = [], Fixed = [1, 2, 3] }));
        var error = Assert.ThrowsAny<Exception>(() => wrong.GetColumn<float[]>("Joined").Single());
        Assert.IsType<InvalidOperationException>(Innermost(error));
        Assert.Contains("Column 'Fixed': expected 2 slots, but got 3", Innermost(error).Message);
    }

    [Fact]
    public void ConcatenateChecksTypes()
    {
        var concatenate = ML.Transforms.Concatenate("Joined", "Scalar", "Other");
        var chain = Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().Append(concatenate).Fit(VectorRow));
        Assert.Contains("Concatenated columns should have the same type. Column 'Other' has type of Double, but expected column type is Single.", chain.Message);
        var transform = Assert.Throws<ArgumentOutOfRangeException>(() => concatenate.Fit(VectorRow).Transform(VectorRow));
        Assert.Contains("Schema mismatch for input column 'Other': expected Single, got Double", transform.Message);
        var missing = Assert.Throws<ArgumentOutOfRangeException>(
            () => ML.Transforms.Concatenate("Joined", "Nope").Fit(VectorRow).Transform(VectorRow));
        Assert.Contains("Could not find input column 'Nope'", missing.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ML.Transforms.Concatenate("Joined"));
    }

    [Fact]
    public void NothingIsComputedForColumnsThatNobodyAsksFor()
    {
        int calls = 0;
        var pipeline = new EstimatorChain<ITransformer>()
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

    private static IDataView Fit<T>(IEstimator<T> estimator, IDataView data)
        where T : class, ITransformer
        => estimator.Fit(data).Transform(data);
}
