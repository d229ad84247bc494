namespace Microsoft.ML;

public sealed class TransformsCatalog
{
    internal TransformsCatalog() => Conversion = new ConversionTransforms();

    public ConversionTransforms Conversion { get; }

    public sealed class ConversionTransforms
    {
        internal ConversionTransforms()
        {
        }
    }
}
