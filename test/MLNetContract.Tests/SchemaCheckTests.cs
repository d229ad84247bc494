using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class SchemaCheckTests
{
    public class NeedsFixed
    {
        [VectorType(2)]
        public float[]? Vector { get; set; }
    }

    public class NeedsVariable
    {
        public float[]? Vector { get; set; }
    }

    public class NeedsScalar
    {
        public float Vector { get; set; }
    }

    public class NeedsDoubles
    {
        public double[]? Vector { get; set; }
    }

    public class Fixed3
    {
        [VectorType(3)]
        public float[]? Vector { get; set; }
    }

    [Fact]
    public void AChainChecksShapesBeforeAnythingIsFitted()
    {
        int fitted = 0;
        var chain = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CopyColumns("Copy", "Value").WithOnFitDelegate(_ => fitted++))
            .Append(ML.Transforms.CopyColumns("Other", "Missing"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Numbers(1)));
        Assert.Contains("Could not find input column 'Missing'", error.Message);
        Assert.Equal(0, fitted);
    }

    [Fact]
    public void AMissingInputOfAMappingIsFoundByTheChain()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Chain<Doubled>().Fit(Numbers(1)));
        Assert.Contains("Could not find input column 'Twice'", error.Message);
    }

    [Fact]
    public void AVariableVectorDoesNotFitAFixedOne()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Chain<NeedsFixed>().Fit(Rows(new NeedsVariable())));
        Assert.Contains("Schema mismatch for input column 'Vector': expected Vector<Single, 2>, got VarVector<Single>", error.Message);
    }

    [Fact]
    public void AScalarDoesNotFitAVectorNorTheReverse()
    {
        var vector = Assert.Throws<ArgumentOutOfRangeException>(() => Chain<NeedsVariable>().Fit(Rows(new NeedsScalar())));
        Assert.Contains("Schema mismatch for input column 'Vector': expected Vector<Single>, got Single", vector.Message);
        var scalar = Assert.Throws<ArgumentOutOfRangeException>(() => Chain<NeedsScalar>().Fit(Rows(new Fixed3())));
        Assert.Contains("Schema mismatch for input column 'Vector': expected Single, got Vector<Single>", scalar.Message);
    }

    [Fact]
    public void ItemTypesMustAgree()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Chain<NeedsDoubles>().Fit(Rows(new NeedsVariable())));
        Assert.Contains("Schema mismatch for input column 'Vector': expected Vector<Double>, got VarVector<Single>", error.Message);
    }

    [Fact]
    public void FixedVectorsFitVariableOnesAndOtherSizes()
    {
        Chain<NeedsVariable>().Fit(Rows(new Fixed3 { Vector = [1, 2, 3] }));
        Chain<NeedsFixed>().Fit(Rows(new Fixed3 { Vector = [1, 2, 3] }));
    }

    [Fact]
    public void AMappingItselfBindsVectorsOfAnyLength()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<NeedsFixed, Doubled>((s, d) => d.Twice = s.Vector!.Length, null)
            .Fit(Rows(new NeedsVariable()));
        IDataView lengths = mapping.Transform(Rows(new NeedsVariable { Vector = [1, 2, 3] }, new NeedsVariable()));
        Assert.Equal([3, 0], lengths.GetColumn<float>("Twice"));
    }

    [Fact]
    public void AMappingThatCannotBindSaysSo()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<NeedsVariable, Doubled>((_, _) => { }, null).Fit(Rows(new NeedsVariable()));
        foreach (Action use in new Action[]
        {
            () => mapping.Transform(Rows(new NeedsScalar())),
            () => mapping.GetOutputSchema(Rows(new NeedsScalar()).Schema),
            () => mapping.GetRowToRowMapper(Rows(new NeedsScalar()).Schema),
            () => ML.Transforms.CustomMapping<NeedsVariable, Doubled>((_, _) => { }, null).Fit(Rows(new NeedsScalar()))
        })
        {
            var error = Assert.Throws<InvalidOperationException>(use);
            Assert.Contains("Can't bind the IDataView column 'Vector' of type 'Single' to field or property 'Vector' of type 'System.Single[]'", error.Message);
        }

        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Transform(Numbers(1)));
        Assert.Contains("Could not find  column 'Vector'", missing.Message);
    }

    [Fact]
    public void ShapesFollowThePipeline()
    {
        var estimator = ML.Transforms.CustomMapping<Number, Sizes>((_, _) => { }, null);
        SchemaShape? seen = null;
        new EstimatorChain<ITransformer>().Append(estimator).Append(new Spy(shape => seen = shape)).Fit(Numbers(1));
        Assert.Equal(
            ["Value Scalar Single", "Fixed Vector Single", "Variable VariableVector Single", "Scalar Scalar Single"],
            seen!.Select(c => $"{c.Name} {c.Kind} {c.ItemType}"));
    }

    [Fact]
    public void AGetOnlyPropertyOfTheSourceIsCheckedButNotRead()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Chain<GetOnly>().Fit(Numbers(1)));
        Assert.Contains("Could not find input column 'Computed'", error.Message);
        ML.Transforms.CustomMapping<GetOnly, Doubled>((_, _) => { }, null).Fit(Numbers(1));
    }

    public class GetOnly
    {
        public float Value { get; set; }

        public float Computed => 2 * Value;
    }

    private static EstimatorChain<ITransformer> Chain<TSrc>()
        where TSrc : class, new()
        => new EstimatorChain<ITransformer>().Append<ITransformer>(ML.Transforms.CustomMapping<TSrc, Sizes>((_, _) => { }, null));

    private sealed class Spy(Action<SchemaShape> see) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            see(inputSchema);
            return inputSchema;
        }
    }
}
