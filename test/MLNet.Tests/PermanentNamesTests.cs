using System.Reflection;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>What model files refer to by name must never change.</summary>
public class PermanentNamesTests
{
    [Fact]
    public void ContractsKeepTheirNames()
    {
        IEnumerable<string> contracts = typeof(CouplingTransformer).Assembly.GetTypes()
            .Select(t => t.GetCustomAttribute<CustomMappingFactoryAttributeAttribute>()?.ContractName)
            .OfType<string>().Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "Microsoft.ML.SlicedOT.Blocks.v1", "Microsoft.ML.SlicedOT.ClassMatches.v1", "Microsoft.ML.SlicedOT.Coupling.v1", "Microsoft.ML.SlicedOT.Defaults.v1",
                "Microsoft.ML.SlicedOT.Diagnostics.v1", "Microsoft.ML.SlicedOT.Diagnostics.v2", "Microsoft.ML.SlicedOT.DomainMap.v1", "Microsoft.ML.SlicedOT.Drift.v1",
                "Microsoft.ML.SlicedOT.Embedding.v1", "Microsoft.ML.SlicedOT.EmbeddingDefaults.v1",
                "Microsoft.ML.SlicedOT.Key.v1", "Microsoft.ML.SlicedOT.Masses.v1", "Microsoft.ML.SlicedOT.Matches.v1", "Microsoft.ML.SlicedOT.Plan.v1", "Microsoft.ML.SlicedOT.PlanDefaults.v1", "Microsoft.ML.SlicedOT.Potentials.v1",
                "Microsoft.ML.SlicedOT.Projection.v1", "Microsoft.ML.SlicedOT.TransportCost.v1", "Microsoft.ML.SlicedOT.TransportCostDefaults.v1",
            ],
            contracts);
    }

    [Fact]
    public void TheAssemblyKeepsItsName() => Assert.Equal(
        "Microsoft.ML.SlicedOT.Transforms, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null",
        typeof(CouplingTransformer).Assembly.FullName);

    [Fact]
    public void OutputColumnsKeepTheirNames()
    {
        var context = new MLContext(1);
        IDataView view = TestPairs.View(context, "points/solve");
        IEnumerable<string> added = SmallModels.Estimator(context, "points/solve").Fit(view).GetOutputSchema(view.Schema)
            .Select(c => c.Name).Except(view.Schema.Select(c => c.Name)).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "Coupling", "DroppedMass", "DualValue", "ExitReason", "MarginalViolation", "MatchedSource", "MatchedTarget", "PrimalValue", "RelativeDualityGap", "SourceMass", "SourcePotential", "Sweeps",
                "TargetMass", "TargetPotential", "TotalMass", "TransportCost", "TransportedSource",
            ],
            added);
    }
}
