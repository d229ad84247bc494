using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>Arrays of finite numbers in a stream.</summary>
internal static class DomainMapFormat
{
    public static void Write(BinaryWriter writer, ReadOnlySpan<double> values) => writer.Write(MemoryMarshal.AsBytes(values));

    public static void Write(BinaryWriter writer, ReadOnlySpan<float> values) => writer.Write(MemoryMarshal.AsBytes(values));

    /// <exception cref="InvalidDataException">A number is not finite.</exception>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static double[] ReadDoubles(BinaryReader reader, long count)
    {
        double[] values = MemoryMarshal.Cast<byte, double>(ReadBytes(reader, count, sizeof(double))).ToArray();
        return Array.TrueForAll(values, double.IsFinite) ? values : throw NotFinite();
    }

    /// <inheritdoc cref="ReadDoubles"/>
    public static float[] ReadSingles(BinaryReader reader, long count)
    {
        float[] values = MemoryMarshal.Cast<byte, float>(ReadBytes(reader, count, sizeof(float))).ToArray();
        return Array.TrueForAll(values, float.IsFinite) ? values : throw NotFinite();
    }

    private static byte[] ReadBytes(BinaryReader reader, long count, int size)
    {
        // A damaged count must not become a request for memory.
        long bytes = checked(count * size);
        if (reader.BaseStream.CanSeek && bytes > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException();
        byte[] read = reader.ReadBytes(checked((int)bytes));
        return read.Length == bytes ? read : throw new EndOfStreamException();
    }

    private static InvalidDataException NotFinite() => new("The domain map is damaged: a number is not finite. Load an intact file or fit again.");
}
