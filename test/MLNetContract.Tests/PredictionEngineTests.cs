using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class PredictionEngineTests
{
    [Fact]
    public void PredictsOneRowAfterAnother()
    {
        using var engine = ML.Model.CreatePredictionEngine<Number, Doubled>(Doubling(DoublingFactory.Map));
        Assert.Equal(6, engine.Predict(new Number { Value = 3 }).Twice);
        Assert.Equal(8, engine.Predict(new Number { Value = 4 }).Twice);
        Doubled mine = new();
        Doubled same = mine;
        engine.Predict(new Number { Value = 5 }, ref mine);
        Assert.Same(same, mine);
        Assert.Equal(10, mine.Twice);
        Assert.Equal(["Value", "Twice"], engine.OutputSchema.Names());
    }

    [Fact]
    public void ComputesOnlyWhatThePredictionHas()
    {
        int used = 0;
        int unused = 0;
        var pipeline = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CustomMapping<Number, Doubled>((_, _) => used++, null))
            .Append(ML.Transforms.CustomMapping<Number, Text>((_, _) => unused++, null));
        using var engine = ML.Model.CreatePredictionEngine<Number, Doubled>(pipeline.Fit(Numbers(1)));
        Assert.Equal((0, 0), (used, unused));
        engine.Predict(new Number());
        engine.Predict(new Number());
        Assert.Equal((2, 0), (used, unused));
    }

    [Fact]
    public void ActivatesEveryColumn()
    {
        var asked = new List<string>();
        var spy = new ColumnSpy(names => asked.AddRange(names));
        using var engine = ML.Model.CreatePredictionEngine<Number, Doubled>(new TransformerChain<ITransformer>(Doubling(DoublingFactory.Map), spy));
        Assert.Equal(["Value", "Twice"], asked);
    }

    [Fact]
    public void DoesNotWrapExceptions()
    {
        using var engine = ML.Model.CreatePredictionEngine<Number, Doubled>(Doubling((_, _) => throw new TimeoutException("mine")));
        Assert.Equal("mine", Assert.Throws<TimeoutException>(() => engine.Predict(new Number())).Message);
    }

    [Fact]
    public void MissingColumnsOfThePredictionAreIgnoredByDefault()
    {
        ITransformer model = Doubling(DoublingFactory.Map);
        using var engine = ML.Model.CreatePredictionEngine<Number, Text>(model);
        Assert.Null(engine.Predict(new Number()).Word);
        Assert.Throws<ArgumentOutOfRangeException>(() => ML.Model.CreatePredictionEngine<Number, Text>(model, ignoreMissingColumns: false));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ML.Model.CreatePredictionEngine<Number, Text>(model, new PredictionEngineOptions { IgnoreMissingColumns = false }));
    }

    [Fact]
    public void AnInputThatDoesNotFitThrowsWhenTheEngineIsMade()
        => Assert.Throws<ArgumentOutOfRangeException>(() => ML.Model.CreatePredictionEngine<Text, Doubled>(Doubling(DoublingFactory.Map)));

    [Fact]
    public void ASchemaGivesTheInputsTypes()
    {
        DataViewSchema schema = Rows(new SchemaCheckTests.Fixed3()).Schema;
        ITransformer copy = ML.Transforms.CopyColumns("Copy", "Vector").Fit(Rows(new SchemaCheckTests.Fixed3()));
        using var engine = ML.Model.CreatePredictionEngine<SchemaCheckTests.NeedsVariable, SchemaCheckTests.NeedsVariable>(copy, schema);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), engine.OutputSchema["Copy"].Type);
    }

    [Fact]
    public void ANullExampleThrows()
    {
        using var engine = ML.Model.CreatePredictionEngine<Number, Doubled>(Doubling(DoublingFactory.Map));
        Assert.Throws<ArgumentNullException>(() => engine.Predict(null!));
    }

    [Fact]
    public void DisposesTheTransformerItOwns()
    {
        var owned = new DisposalSpy();
        ML.Model.CreatePredictionEngine<Number, Number>(owned).Dispose();
        Assert.Equal(1, owned.Disposed);
        var kept = new DisposalSpy();
        ML.Model.CreatePredictionEngine<Number, Number>(kept, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        Assert.Equal(0, kept.Disposed);
    }

    [Fact]
    public void AReusedPredictionKeepsItsArrays()
    {
        ITransformer copy = ML.Transforms.CopyColumns("Copy", "Vector").Fit(Rows(new SchemaCheckTests.Fixed3()));
        using var engine = ML.Model.CreatePredictionEngine<SchemaCheckTests.Fixed3, CopyRow>(copy);
        CopyRow prediction = engine.Predict(new SchemaCheckTests.Fixed3 { Vector = [1, 2, 3] });
        float[] array = prediction.Copy!;
        engine.Predict(new SchemaCheckTests.Fixed3 { Vector = [4, 5, 6] }, ref prediction);
        Assert.Same(array, prediction.Copy);
        Assert.Equal([4, 5, 6], array);
    }

    public class CopyRow
    {
        public float[]? Copy { get; set; }
    }

    private static ITransformer Doubling(Action<Number, Doubled> map) => ML.Transforms.CustomMapping(map, null).Fit(Numbers(1));
}
