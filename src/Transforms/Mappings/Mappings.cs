using Microsoft.ML.Data;
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

/// <summary>The certificate without its primal value, for chains saved before there was one.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class DiagnosticsMapping : CustomMappingFactory<SolvedPair, DiagnosticColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Diagnostics.v1";

    public override Action<SolvedPair, DiagnosticColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteDiagnostics(pair, output);
}

/// <summary>Writes the coupling of a solved pair.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class CouplingMapping : CustomMappingFactory<SolvedPair, CouplingColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Coupling.v1";

    public override Action<SolvedPair, CouplingColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteCoupling(pair, output);
}

/// <summary>Writes where each source point of a solved pair goes.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ProjectionMapping : CustomMappingFactory<SolvedPair, ProjectionColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Projection.v1";

    public override Action<SolvedPair, ProjectionColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteProjection(pair, output);
}

/// <summary>Certifies a solved pair: cost, primal and dual value, marginal violation, duality gap.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class CertificateMapping : CustomMappingFactory<SolvedPair, CertificateColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Diagnostics.v2";

    public override Action<SolvedPair, CertificateColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteCertificate(pair, output);
}

/// <summary>Adds the parameters' key and empty inputs, which the user's columns then hide.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class DefaultsMapping : CustomMappingFactory<NoColumns, DefaultColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Defaults.v1";

    public override Action<NoColumns, DefaultColumns> GetMapping() =>
        static (_, output) => output.Key = CouplingChain.ParametersKey;
}

/// <summary>Cuts a vector into the blocks that the bits of its length name, the largest first; the others stay empty.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class BlocksMapping : CustomMappingFactory<VectorColumn, BlockColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Blocks.v1";

    public override Action<VectorColumn, BlockColumns> GetMapping() => static (input, output) =>
    {
        ReadOnlySpan<float> values = input.Values.IsDense ? input.Values.GetValues() : [.. input.Values.DenseValues()];
        for (int bit = BlockColumns.Count - 1; bit >= 0; bit--)
        {
            int size = (input.Values.Length & (1 << bit)) != 0 ? 1 << bit : 0;
            ref VBuffer<float> block = ref output.Get(bit);
            var editor = VBufferEditor.Create(ref block, size);
            values[..size].CopyTo(editor.Values);
            block = editor.Commit();
            values = values[size..];
        }
    };
}
