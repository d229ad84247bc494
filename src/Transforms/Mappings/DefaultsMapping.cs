using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Adds the parameters' key and empty inputs, which the user's columns then hide.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class DefaultsMapping : CustomMappingFactory<NoColumns, DefaultColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Defaults.v1";

    public override Action<NoColumns, DefaultColumns> GetMapping() =>
        static (_, output) => output.Key = CouplingChain.ParametersKey;
}
