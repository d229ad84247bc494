using System.Buffers.Binary;

namespace Samples.Shared;

/// <summary>Grey pictures of one size, read from an IDX file (three dimensions of bytes, big-endian header).</summary>
public sealed class IdxImages
{
    private const uint BytesInThreeDimensions = 0x00000803;
    private const int HeaderLength = 16;

    private readonly byte[] _file;

    private IdxImages(byte[] file, int count, int rows, int columns)
    {
        _file = file;
        Count = count;
        Rows = rows;
        Columns = columns;
    }

    public int Count { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The pixels of one picture, row by row.</summary>
    public ReadOnlySpan<byte> this[int image] => _file.AsSpan(HeaderLength + (image * Rows * Columns), Rows * Columns);

    /// <summary>Reads a file, gzipped or not.</summary>
    /// <exception cref="InputException">The file cannot be read, is not IDX, or is shorter or longer than its header says.</exception>
    public static IdxImages Read(string path)
    {
        byte[] file = DataFile.ReadAllBytes(path);
        if (file.Length < HeaderLength)
            throw new InputException($"'{path}' has {file.Length} bytes, too few for the {HeaderLength} of an IDX header.");

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(file);
        if (magic != BytesInThreeDimensions)
        {
            throw new InputException(
                $"'{path}' is not an IDX file of pictures: it begins with 0x{magic:x8}, not 0x{BytesInThreeDimensions:x8} (bytes in three dimensions)"
                + (magic == 0x00000801 ? "; this looks like the file of labels." : "."));
        }

        uint count = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(4));
        uint rows = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(8));
        uint columns = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(12));
        if (count == 0 || rows == 0 || columns == 0 || rows > 4096 || columns > 4096)
            throw new InputException($"'{path}' announces {count} pictures of {rows}x{columns} pixels; at least one of 1x1 to 4096x4096 is needed.");

        ulong expected = HeaderLength + ((ulong)count * rows * columns);
        if ((ulong)file.Length != expected)
            throw new InputException($"'{path}' announces {count} pictures of {rows}x{columns} pixels, {expected} bytes in all, but has {file.Length}.");
        return new IdxImages(file, (int)count, (int)rows, (int)columns);
    }
}
