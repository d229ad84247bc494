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
            AssertComputed(runtime, output, ["SourceWeights"], (0, 0, 0, 0));
            AssertComputed(runtime, output, ["SourcePotential"], (Rows, 0, 0, 0));
            AssertComputed(runtime, output, ["Sweeps", "ExitReason"], (Rows, 0, 0, 0));
            AssertComputed(runtime, output, ["TransportCost"], (Rows, Rows, 0, 0));
            AssertComputed(runtime, output, ["Coupling", "DroppedMass"], (Rows, 0, Rows, 0));
            AssertComputed(runtime, output, ["TransportedSource"], (Rows, 0, 0, Rows));
            AssertComputed(runtime, output, [.. output.Schema.Where(c => !c.IsHidden).Select(c => c.Name)], (Rows, Rows, Rows, Rows));
        }
    }

    private static TransformerChain<ITransformer> Chain(ITransformer loaded)
    {
        while (loaded is TransformerChain<ITransformer> chain && chain.Count() == 1)
            loaded = chain.Single();
        return (TransformerChain<ITransformer>)loaded;
    }

    private static void AssertComputed(CouplingRuntime runtime, IDataView output, string[] columns, (long, long, long, long) expected)
    {
        (long potentials, long diagnostics, long couplings, long projections) = runtime.Computed;
        ViewSnapshot.Of(output, columns.Contains);
        (long, long, long, long) computed = (
            runtime.Computed.Potentials - potentials, runtime.Computed.Diagnostics - diagnostics,
            runtime.Computed.Couplings - couplings, runtime.Computed.Projections - projections);
        Assert.Equal(expected, computed);
    }
}
