using Microsoft.ML.Transforms;

namespace MLNetContract.Tests;

[CustomMappingFactoryAttribute("contract.double.v1")]
public sealed class DoublingFactory : CustomMappingFactory<Number, Doubled>
{
    public static void Map(Number source, Doubled destination) => destination.Twice = 2 * source.Value;

    public override Action<Number, Doubled> GetMapping() => Map;
}
