using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Writes where each source point of a solved pair goes.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ProjectionMapping : CustomMappingFactory<SolvedPair, ProjectionColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Projection.v1";

    public override Action<SolvedPair, ProjectionColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteProjection(pair, output);
}
