using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Predicts or solves the potentials of a pair; refinement happens here.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class PotentialsMapping : CustomMappingFactory<Pair, PotentialColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Potentials.v1";

    public override Action<Pair, PotentialColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WritePotentials(pair, output);
}
