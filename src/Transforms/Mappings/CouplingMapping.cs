using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Writes the coupling of a solved pair.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class CouplingMapping : CustomMappingFactory<SolvedPair, CouplingColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Coupling.v1";

    public override Action<SolvedPair, CouplingColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteCoupling(pair, output);
}
