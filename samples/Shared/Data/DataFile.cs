using System.IO.Compression;

namespace Samples.Shared;

/// <summary>Reads a whole file, unpacking it when its first bytes say it is gzipped, whatever its name.</summary>
public static class DataFile
{
    public static byte[] ReadAllBytes(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException($"Cannot read '{path}': {e.Message}");
        }

        if (bytes.Length < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b)
            return bytes;

        try
        {
            using GZipStream unpacked = new(new MemoryStream(bytes), CompressionMode.Decompress);
            using MemoryStream whole = new();
            unpacked.CopyTo(whole);
            return whole.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"'{path}' begins as a gzip file but does not unpack: {e.Message}");
        }
    }

    public static string[] ReadAllLines(string path)
    {
        using StreamReader reader = new(new MemoryStream(ReadAllBytes(path)));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return [.. lines];
    }
}
