using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>The certificate without its primal value, for chains saved before there was one.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class DiagnosticsMapping : CustomMappingFactory<SolvedPair, DiagnosticColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Diagnostics.v1";

    public override Action<SolvedPair, DiagnosticColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteDiagnostics(pair, output);
}
