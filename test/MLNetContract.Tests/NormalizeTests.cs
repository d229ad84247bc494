using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class NormalizeTests
{
    public class Row
    {
        [VectorType(3)]
        public float[]? Vector { get; set; }

        public double Scalar { get; set; }
    }

    private static readonly IDataView Data = Rows(
        new Row { Vector = [0, -4, 5], Scalar = 10 },
        new Row { Vector = [1, 2, 5], Scalar = 20 },
        new Row { Vector = [2, 0, 5], Scalar = 15 });

    [Fact]
    public void ByDefaultZeroStaysZero()
    {
        ITransformer normalize = ML.Transforms.NormalizeMinMax("Out", "Vector").Fit(Data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), normalize.GetOutputSchema(Data.Schema)["Out"].Type);
        foreach (ITransformer t in new[] { normalize, SaveAndLoad(normalize, null, out _) })
            Assert.Equal([[0, -1, 0], [0.5f, 0.5f, 0], [1, 0, 0]], t.Transform(Data).GetColumn<float[]>("Out"));
    }

    [Fact]
    public void OtherwiseTheRangeBecomesZeroToOne()
    {
        ITransformer normalize = ML.Transforms.NormalizeMinMax("Scalar", fixZero: false).Fit(Data);
        Assert.Equal([0, 1, 0.5], normalize.Transform(Data).GetColumn<double>("Scalar"));
        Assert.Equal([0, 1, 0.5], SaveAndLoad(normalize, null, out _).Transform(Data).GetColumn<double>("Scalar"));
    }

    [Fact]
    public void VariableVectorsAreRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new EstimatorChain<ITransformer>().Append(ML.Transforms.NormalizeMinMax("Variable")).Fit(Rows(new Sizes())));
        Assert.Contains("Schema mismatch for input column 'Variable': expected known-size vector or scalar, got VarVector<Single>", error.Message);
    }
}
