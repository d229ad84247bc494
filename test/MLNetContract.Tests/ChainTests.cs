using System.Collections;
using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class ChainTests
{
    [Fact]
    public void AChainAppendsToItself()
    {
        var chain = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CopyColumns("A", "Value"))
            .Append(ML.Transforms.CopyColumns("B", "A"))
            .Append(ML.Transforms.CopyColumns("C", "B"));
        var model = chain.Fit(Numbers(1));
        Assert.Equal(3, model.Count());
        Assert.All(model, part => Assert.False(part is IEnumerable));
        Assert.NotNull(model.LastTransformer);
        Assert.Equal(["Value", "A", "B", "C"], model.GetOutputSchema(Numbers(1).Schema).Names());
    }

    [Fact]
    public void TheExtensionNestsAChainOfAnotherType()
    {
        IEstimator<ITransformer> start = ML.Transforms.CopyColumns("A", "Value");
        IEstimator<ITransformer> two = start.Append(ML.Transforms.CopyColumns("B", "A"));
        var model = Assert.IsAssignableFrom<IEnumerable<ITransformer>>(two.Append(ML.Transforms.CopyColumns("C", "B")).Fit(Numbers(1)));
        Assert.Equal(2, model.Count());
        var inner = Assert.IsAssignableFrom<IEnumerable<ITransformer>>(model.First());
        Assert.Equal(2, inner.Count());
    }

    [Fact]
    public void TheExtensionExtendsAChainOfTransformers()
    {
        IEstimator<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(ML.Transforms.CopyColumns("A", "Value"));
        Assert.Equal(2, chain.Append(ML.Transforms.CopyColumns("B", "A")).Fit(Numbers(1)).Count());
    }

    [Fact]
    public void AnEmptyChainChangesNothing()
    {
        var chain = new EstimatorChain<ITransformer>();
        Assert.Null(chain.LastEstimator);
        IDataView data = Numbers(2);
        var model = chain.Fit(data);
        Assert.Same(data, model.Transform(data));
        Assert.Same(data.Schema, model.GetOutputSchema(data.Schema));
    }

    [Fact]
    public void ScopesSelectTransformers()
    {
        var model = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CopyColumns("A", "Value"), TransformerScope.Training)
            .Append(ML.Transforms.CopyColumns("B", "Value"))
            .Fit(Numbers(1));
        Assert.Equal(["Value", "B"], model.Transform(Numbers(1)).Schema.Names());
        Assert.Equal(2, model.GetModelFor(TransformerScope.Training).Count());
        Assert.Single(model.GetModelFor(TransformerScope.Scoring));
    }

    [Fact]
    public void TransformersAppend()
    {
        ITransformer first = ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1));
        IDataView data = Numbers(1);
        ITransformer second = ML.Transforms.CopyColumns("B", "A").Fit(first.Transform(data));
        Assert.Equal(["Value", "A", "B"], first.Append(second).Transform(data).Schema.Names());
        Assert.Equal(3, new TransformerChain<ITransformer>(first, second).Append(first).Count());
    }

    [Fact]
    public void LaterEstimatorsSeeTheColumnsOfEarlierOnes()
    {
        IDataView? seen = null;
        new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, null))
            .Append(new FitSpy(view => seen = view))
            .Fit(Numbers(3));
        Assert.Equal([0, 2, 4], seen!.GetColumn<float>("Twice"));
    }

    [Fact]
    public void ADisposedChainDisposesItsPartsOnce()
    {
        var spy = new DisposalSpy();
        var chain = new TransformerChain<ITransformer>(spy, ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1)));
        chain.Dispose();
        chain.Dispose();
        Assert.Equal(1, spy.Disposed);
    }

    [Fact]
    public void AChainOfRowMappersIsARowMapper()
    {
        ITransformer chain = new TransformerChain<ITransformer>(ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1)));
        Assert.True(chain.IsRowToRowMapper);
        IRowToRowMapper mapper = chain.GetRowToRowMapper(Numbers(1).Schema);
        Assert.Equal(["Value", "A"], mapper.OutputSchema.Names());
        Assert.Equal(["Value"], mapper.GetDependencies([mapper.OutputSchema["A"]]).Select(c => c.Name));
    }

    [Fact]
    public void AFitDelegateSeesTheTransformer()
    {
        ITransformer? seen = null;
        var model = ML.Transforms.CopyColumns("A", "Value").WithOnFitDelegate(t => seen = t).Fit(Numbers(1));
        Assert.Same(model, seen);
    }

    private sealed class FitSpy(Action<IDataView> see) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            see(input);
            return new TransformerChain<ITransformer>();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
