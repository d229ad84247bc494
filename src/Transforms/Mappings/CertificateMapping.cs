using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Certifies a solved pair: cost, primal and dual value, marginal violation, duality gap.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class CertificateMapping : CustomMappingFactory<SolvedPair, CertificateColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Diagnostics.v2";

    public override Action<SolvedPair, CertificateColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteCertificate(pair, output);
}
