using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Adds the parameters' key, and a label that is empty where no column hides it.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class KeyMapping : CustomMappingFactory<NoColumns, KeyColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Key.v1";

    public override Action<NoColumns, KeyColumns> GetMapping() =>
        static (_, output) => output.Key = CouplingChain.ParametersKey;
}

/// <summary>Maps a row into another domain; written as blocks, whose concatenation has the size of the row.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class DomainMapping : CustomMappingFactory<DomainRow, BlockColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.DomainMap.v1";

    public override Action<DomainRow, BlockColumns> GetMapping() =>
        static (row, output) => DomainParametersFormat.Cache.Get(row.Parameters).Write(row, output);
}
