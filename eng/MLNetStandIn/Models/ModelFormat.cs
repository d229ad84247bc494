using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The stand-in's own model file: a header, the input schema if there is one, and the model.</summary>
internal static class ModelFormat
{
    public const int Version = 1;

    public static ReadOnlySpan<byte> Magic => "ML.NET stand-in model\n"u8;

    /// <summary>The places of these types are stored.</summary>
    public static readonly PrimitiveDataViewType[] Primitives =
    [
        TextDataViewType.Instance, BooleanDataViewType.Instance,
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double,
        DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, TimeSpanDataViewType.Instance, RowIdDataViewType.Instance
    ];

    public static void CheckHeader(BinaryReader reader)
    {
        byte[] start = reader.ReadBytes(Magic.Length);
        if (start.AsSpan().StartsWith("PK"u8))
            throw new FormatException(
                "This model file was written by ML.NET (the package Microsoft.ML), but this build runs on the ML.NET stand-in, whose files differ. Build with MLNetSource=package to load it.");
        if (!start.AsSpan().SequenceEqual(Magic))
            throw new FormatException("This is not a model file of the ML.NET stand-in, on which this build runs.");
        int version = reader.ReadInt32();
        if (version != Version)
            throw new FormatException($"This model file has version {version} of the ML.NET stand-in's format; version {Version} can be loaded.");
    }
}
