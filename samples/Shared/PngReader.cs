using System.Buffers.Binary;
using System.IO.Compression;

namespace Samples.Shared;

/// <summary>Reads the common kind of PNG: 8 bits a channel, RGB or RGBA, not interlaced.</summary>
public static class PngReader
{
    public static Picture Read(string path) => Decode(DataFile.ReadAllBytes(path), path);

    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">Not a PNG, damaged, or of a kind that is not read here.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, string name)
    {
        if (!file.StartsWith(PngFormat.Signature))
            throw new InputException($"'{name}' is not a PNG file.");

        Picture? picture = null;
        int channels = 0;
        using MemoryStream packed = new();
        int position = PngFormat.Signature.Length;
        while (true)
        {
            if (file.Length - position < 12)
                throw new InputException($"'{name}' ends in the middle.");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            if (length > (uint)(file.Length - position - 12))
                throw new InputException($"'{name}' ends in the middle.");
            ReadOnlySpan<byte> named = file.Slice(position + 4, (int)length + 4);
            if (PngFormat.Checksum(named) != BinaryPrimitives.ReadUInt32BigEndian(file[(position + 8 + (int)length)..]))
                throw new InputException($"'{name}' is damaged: a checksum does not fit.");

            ReadOnlySpan<byte> data = named[4..];
            if (named.StartsWith("IHDR"u8))
                (picture, channels) = ReadHeader(data, name);
            else if (named.StartsWith("IDAT"u8))
                packed.Write(data);
            else if (named.StartsWith("IEND"u8))
                break;
            position += 12 + (int)length;
        }

        if (picture is null)
            throw new InputException($"'{name}' has no header.");
        packed.Position = 0;
        Unpack(packed, picture, channels, name);
        return picture;
    }

    private static (Picture Picture, int Channels) ReadHeader(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != 13)
            throw new InputException($"'{name}' has a header of {data.Length} bytes instead of 13.");
        int width = BinaryPrimitives.ReadInt32BigEndian(data);
        int height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        int channels = data[9] switch { 2 => 3, 6 => 4, _ => 0 };
        if (data[8] != 8 || channels == 0 || data[12] != 0)
            throw new InputException($"'{name}': only PNG of 8 bits a channel, RGB or RGBA, not interlaced, is read here.");
        if (width < 1 || height < 1 || width > 16384 || height > 16384)
            throw new InputException($"'{name}' is {width}x{height} pixels; 1x1 to 16384x16384 is read here.");
        return (new Picture(width, height), channels);
    }

    private static void Unpack(Stream packed, Picture picture, int channels, string name)
    {
        int stride = channels * picture.Width;
        byte[] above = new byte[stride];
        byte[] row = new byte[stride];
        try
        {
            using ZLibStream zlib = new(packed, CompressionMode.Decompress);
            for (int y = 0; y < picture.Height; y++)
            {
                int filter = zlib.ReadByte();
                zlib.ReadExactly(row);
                RemoveFilter(filter, row, above, channels, name);
                for (int x = 0; x < picture.Width; x++)
                {
                    Span<byte> pixel = picture[x, y];
                    row.AsSpan(x * channels, channels).CopyTo(pixel);
                    if (channels == 3)
                        pixel[3] = 255;
                }
                (above, row) = (row, above);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InputException($"'{name}' is damaged: {e.Message}");
        }
    }

    private static void RemoveFilter(int filter, byte[] row, byte[] above, int channels, string name)
    {
        for (int k = 0; k < row.Length; k++)
        {
            int left = k >= channels ? row[k - channels] : 0;
            int up = above[k];
            int upLeft = k >= channels ? above[k - channels] : 0;
            int guess = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, upLeft),
                _ => throw new InputException($"'{name}' is damaged: there is no row filter {filter}."),
            };
            row[k] = (byte)(row[k] + guess);
        }
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        int p = left + up - upLeft;
        int toLeft = Math.Abs(p - left), toUp = Math.Abs(p - up), toUpLeft = Math.Abs(p - upLeft);
        return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft;
    }
}
