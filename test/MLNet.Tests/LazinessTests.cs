using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

public class LazinessTests
{
    private const int Rows = 5;

    [Theory]
    [InlineData("points/solve")]
    [InlineData("images/regression")]
    public void OnlyWhatIsAskedForIsComputed(string name)
    {
        var context = new MLContext(1);
        IDataView view = TestPairs.View(context, name, Rows);
        CouplingTransformer fitted = SmallModels.Estimator(context, name).Fit(view);
        ITransformer loaded = SmallModels.Reload(context, fitted, view.Schema);
        foreach (TransformerChain<ITransformer> chain in (TransformerChain<ITransformer>[])[fitted.Chain, Chain(loaded)])
        {
            ITransformer[] parts = [.. chain];
            CouplingRuntime runtime = ModelRestorer.Runtime(context, parts[0], parts[1]);
            IDataView output = chain.Transform(view);
            AssertComputed(runtime, output, ["SourceWeights"], []);
            foreach (OutputColumn column in OutputColumn.All)
                AssertComputed(runtime, output, [column.Name], [OutputGroup.Potentials, column.Group]);
            AssertComputed(runtime, output, [.. output.Schema.Where(c => !c.IsHidden).Select(c => c.Name)], [.. OutputColumn.All.Select(c => c.Group).Distinct()]);
        }
    }

    private static TransformerChain<ITransformer> Chain(ITransformer loaded)
    {
        while (loaded is TransformerChain<ITransformer> chain && chain.Count() == 1)
            loaded = chain.Single();
        return (TransformerChain<ITransformer>)loaded;
    }

    private static void AssertComputed(CouplingRuntime runtime, IDataView output, string[] columns, OutputGroup[] expected)
    {
        var counts = new int[Enum.GetValues<OutputGroup>().Length];
        runtime.Computing = group => Interlocked.Increment(ref counts[(int)group]);
        ViewSnapshot.Of(output, columns.Contains);
        runtime.Computing = null;
        Assert.Equal(Enum.GetValues<OutputGroup>().Select(g => expected.Contains(g) ? Rows : 0), counts);
    }
}
