using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SlicedOT.Tool;

/// <summary>
/// Partial sums of a shard in a file: a name, a version, the length and SHA-256 of the rest; then settings, data set, parts, machine and sums. What is
/// damaged is refused as such before a number of it is used.
/// </summary>
internal sealed record ShardFile(string Path, ShardHeader Header, FitSettings Settings)
{
    private const int Version = 1;

    private const int HeadLength = 8 + sizeof(int) + sizeof(long) + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Name => "SOTsums\n"u8;

    /// <summary>Whether a file begins as partial sums do.</summary>
    public static bool Is(string path)
    {
        using FileStream stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[Name.Length];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(Name);
    }

    /// <summary>Writes sums to a stream that can seek.</summary>
    /// <returns>Number of bytes.</returns>
    public static long Write(Stream stream, ShardHeader header, RegressionTree sums)
    {
        stream.Write(new byte[HeadLength]);
        byte[] hash;
        using (var hashing = new HashingStream(stream))
        {
            using var writer = new BinaryWriter(hashing);
            header.Write(writer);
            sums.WriteTo(writer);
            writer.Flush();
            hash = hashing.Hash();
        }

        long length = stream.Length;
        stream.Position = 0;
        stream.Write(Name);
        stream.Write(BitConverter.GetBytes(Version));
        stream.Write(BitConverter.GetBytes(length - HeadLength));
        stream.Write(hash);
        return length;
    }

    /// <summary>Verifies a file and reads all but its sums.</summary>
    /// <exception cref="InvalidDataException">It is missing, damaged, or of a later version.</exception>
    public static ShardFile Open(string path)
    {
        using Stream stream = OpenVerified(path);
        using var reader = new BinaryReader(stream);
        try
        {
            var header = ShardHeader.Read(reader);
            return new ShardFile(path, header, FitSettings.FromJson(header.Settings));
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException)
        {
            throw Damaged(path, "its head ends too early");
        }
    }

    /// <summary>Reads the sums.</summary>
    /// <param name="setup">A regression of <see cref="Settings"/>.</param>
    public RegressionTree ReadSums(PotentialRegression setup)
    {
        using Stream stream = OpenVerified(Path);
        using var reader = new BinaryReader(stream);
        ShardHeader.Read(reader);
        try
        {
            var tree = RegressionTree.ReadFrom(reader, setup);
            if (tree.FirstPart != Header.FirstPart || tree.EndPart != Header.EndPart || stream.Position != stream.Length)
                throw new InvalidDataException("its parts are not those of its head");
            return tree;
        }
        catch (InvalidDataException error)
        {
            throw Damaged(Path, error.Message);
        }
    }

    private static Stream OpenVerified(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"There is no file '{path}'.");
        FileStream stream = File.OpenRead(path);
        try
        {
            var head = new byte[HeadLength];
            if (stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength || !head.AsSpan(0, Name.Length).SequenceEqual(Name))
                throw Damaged(path, "it does not begin as partial sums do");
            int version = BitConverter.ToInt32(head, Name.Length);
            if (version != Version)
                throw new InvalidDataException($"'{path}' has format version {version}, and this slicedot reads version {Version}: use the same version for all shards and the merge.");
            long length = BitConverter.ToInt64(head, Name.Length + sizeof(int));
            if (length != stream.Length - HeadLength)
                throw Damaged(path, $"it should be {length + HeadLength} bytes long and is {stream.Length}");
            if (!SHA256.HashData(stream).AsSpan().SequenceEqual(head.AsSpan(HeadLength - SHA256.HashSizeInBytes)))
                throw Damaged(path, "its SHA-256 does not match");
            stream.Position = HeadLength;
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static InvalidDataException Damaged(string path, string how) => new($"'{path}' is damaged or no file of partial sums: {how}. Run its shard again.");

    /// <summary>Passes on what is written and hashes it.</summary>
    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public byte[] Hash() => _hash.GetHashAndReset();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.AppendData(buffer);
            inner.Write(buffer);
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>What partial sums are sums of.</summary>
/// <param name="Settings">The fit's settings as JSON.</param>
/// <param name="Rows">Number of rows of the whole data set.</param>
/// <param name="Bytes">Length of its files.</param>
/// <param name="FirstPart">The first of the parts summed.</param>
/// <param name="EndPart">The part after the last one.</param>
/// <param name="Machine">The vector hardware, on which last bits depend.</param>
internal sealed record ShardHeader(string Settings, long Rows, long Bytes, int FirstPart, int EndPart, string Machine)
{
    /// <summary>This machine's.</summary>
    public static string ThisMachine =>
        $"{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}, {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0)} bit vectors";

    public void Write(BinaryWriter writer)
    {
        writer.Write(Settings);
        writer.Write(Rows);
        writer.Write(Bytes);
        writer.Write(FirstPart);
        writer.Write(EndPart);
        writer.Write(Machine);
    }

    public static ShardHeader Read(BinaryReader reader) =>
        new(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
}
