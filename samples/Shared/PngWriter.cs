using System.Buffers.Binary;
using System.IO.Compression;

namespace Samples.Shared;

/// <summary>Writes a picture as PNG: 8-bit RGBA, every row filtered against the one above.</summary>
public static class PngWriter
{
    private const byte UpFilter = 2;

    public static byte[] Encode(Picture picture)
    {
        using MemoryStream file = new();
        file.Write(PngFormat.Signature);

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = 8;
        header[9] = 6;
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(picture));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    public static string ToDataUri(Picture picture) => "data:image/png;base64," + Convert.ToBase64String(Encode(picture));

    private static byte[] Compress(Picture picture)
    {
        int stride = 4 * picture.Width;
        byte[] row = new byte[stride + 1];
        row[0] = UpFilter;
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize))
        {
            for (int y = 0; y < picture.Height; y++)
            {
                for (int k = 0; k < stride; k++)
                {
                    byte above = y == 0 ? (byte)0 : picture.Pixels[(y - 1) * stride + k];
                    row[k + 1] = (byte)(picture.Pixels[y * stride + k] - above);
                }
                zlib.Write(row);
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        byte[] checkedPart = [.. name, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngFormat.Checksum(checkedPart));
        file.Write(number);
    }
}
