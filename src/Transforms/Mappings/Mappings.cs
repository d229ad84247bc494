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

/// <summary>Writes what leaves, arrives and is moved in all of a solved pair.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MassMapping : CustomMappingFactory<SolvedPair, MassColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Masses.v1";

    public override Action<SolvedPair, MassColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteMasses(pair, output);
}

/// <summary>Draws matches from the coupling of a solved pair.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MatchMapping : CustomMappingFactory<SolvedPair, MatchColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Matches.v1";

    public override Action<SolvedPair, MatchColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteMatches(pair, default, default, output);
}

/// <summary>Draws matches within the classes of a solved pair's points.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ClassMatchMapping : CustomMappingFactory<ClassifiedPair, MatchColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.ClassMatches.v1";

    public override Action<ClassifiedPair, MatchColumns> GetMapping() =>
        static (pair, output) => RuntimeCache.Get(pair.Parameters).WriteMatches(pair, pair.SourceClasses, pair.TargetClasses, output);
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

/// <summary>Cuts a vector into the blocks that the bits of its length name, the largest first; the others stay empty. What is sparse stays sparse.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class BlocksMapping : CustomMappingFactory<VectorColumn, BlockColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Blocks.v1";

    public override Action<VectorColumn, BlockColumns> GetMapping() => static (input, output) =>
    {
        int start = 0, entry = 0;
        for (int bit = BlockColumns.Count - 1; bit >= 0; bit--)
        {
            int size = input.Values.Length & (1 << bit);
            Cut(input.Values, start, size, ref entry, ref output.Get(bit));
            start += size;
        }
    };

    private static void Cut(in VBuffer<float> vector, int start, int size, ref int entry, ref VBuffer<float> block)
    {
        ReadOnlySpan<float> values = vector.GetValues();
        if (vector.IsDense)
        {
            var dense = VBufferEditor.Create(ref block, size);
            values.Slice(start, size).CopyTo(dense.Values);
            block = dense.Commit();
            return;
        }

        ReadOnlySpan<int> indices = vector.GetIndices()[entry..];
        int position = indices.BinarySearch(start + size);
        int count = position < 0 ? ~position : position;
        var sparse = VBufferEditor.Create(ref block, size, count);
        values.Slice(entry, count).CopyTo(sparse.Values);
        for (int i = 0; i < sparse.Indices.Length; i++) // none where the block is full: then it is dense
            sparse.Indices[i] = indices[i] - start;

        block = sparse.Commit();
        entry += count;
    }
}
