using System.Globalization;
using System.Security.Cryptography;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The envelope in which a model travels through ML.NET as one text value: <c>name/version/length/SHA-256/base64</c>, the name being the kind of model.
/// ML.NET's files carry no checksum that is verified, so this one does.
/// </summary>
internal static class ParametersText
{
    /// <summary>The latest version of coupling models; version 2 adds what happens to bad rows and the number of points a row must have, version 3 how matches are drawn, version 4 starts that are chosen a row. This library reads it and the earlier ones.</summary>
    public const int Version = 4;

    /// <summary>About four million single-precision numbers.</summary>
    public const int MaximumBytes = 4 * (4 << 20);

    private const string CouplingName = "SlicedOT";

    /// <summary>Wraps a payload.</summary>
    /// <exception cref="InvalidOperationException">The payload is too large to travel through ML.NET as text.</exception>
    public static string Encode(ReadOnlySpan<byte> payload, int version = 1, string name = CouplingName)
    {
        if (payload.Length > MaximumBytes)
        {
            string size = string.Create(
                CultureInfo.InvariantCulture,
                $"The model holds about {payload.Length / sizeof(float):N0} numbers; at most {MaximumBytes / sizeof(float):N0} fit into an ML.NET model.");
            throw new InvalidOperationException(
                size + " A cost matrix or fixed supports of this size do not belong in the model: give points and a ground cost instead of a matrix, "
                + "or rows of points instead of fixed supports.");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}/{version}/{payload.Length}/{Convert.ToHexString(SHA256.HashData(payload))}/{Convert.ToBase64String(payload)}");
    }

    /// <summary>Unwraps and verifies.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text, out int version, string name = CouplingName, int latest = Version)
    {
        // The fifth part takes the rest: base64 may contain '/' itself.
        Span<Range> parts = stackalloc Range[5];
        version = 0;
        if (text.Split(parts, '/') < parts.Length || !text[parts[0]].SequenceEqual(name))
            throw Damaged(text.IsEmpty ? "its parameters are missing" : "its parameters do not begin as this library writes them");
        if (!TryReadNumber(text[parts[1]], out version) || version < 1)
            throw Damaged("its format version is not a number");
        if (version > latest)
        {
            throw new InvalidDataException(
                $"The SlicedOT model was written in format version {version}; this library reads versions up to {latest}. Update the package Microsoft.ML.SlicedOT.");
        }

        ReadOnlySpan<char> base64 = text[parts[4]];
        if (!TryReadNumber(text[parts[2]], out int length) || length > MaximumBytes)
            throw Damaged("its length is not a number");
        if (base64.Length != (length + 2L) / 3 * 4)
            throw Damaged($"it should hold {length} bytes, and its text has {base64.Length} characters");
        var payload = new byte[length];
        if (!Convert.TryFromBase64Chars(base64, payload, out int written) || written != length)
            throw Damaged("its text is not base64");
        if (!text[parts[3]].Equals(Convert.ToHexString(SHA256.HashData(payload)), StringComparison.Ordinal))
            throw Damaged("its SHA-256 does not match");
        return payload;
    }

    /// <summary>Unwraps, verifies, and reads the payload to its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="read">Reads the payload of a given version; what it throws means damage.</param>
    /// <param name="name">The kind of model.</param>
    /// <param name="latest">Its latest version.</param>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version, or the payload is not what it should be.</exception>
    public static T Decode<T>(ReadOnlySpan<char> text, Func<BinaryReader, int, T> read, string name = CouplingName, int latest = Version)
    {
        byte[] payload = Decode(text, out int version, name, latest);
        using var reader = new BinaryReader(new MemoryStream(payload));
        try
        {
            T parameters = read(reader, version);
            return reader.BaseStream.Position == payload.Length
                ? parameters
                : throw new InvalidDataException("The SlicedOT model holds more numbers than it should; it was written by something else.");
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("The SlicedOT model ends too early; it was written by something else.", error);
        }
        catch (Exception error) when (error is IOException or FormatException or ArgumentException or ArithmeticException)
        {
            throw new InvalidDataException("The SlicedOT model is damaged: " + error.Message, error);
        }
    }

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static InvalidDataException Damaged(string how) =>
        new($"The SlicedOT model cannot be read: {how}. The file is damaged or was written by something else; load an intact copy or fit again.");
}
