using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// What model texts decode to, one a loaded text. ML.NET hands the same text memory to a mapping on every row, so the object behind that memory
/// identifies the model; it is held weakly and the decoded model dies with it.
/// </summary>
/// <param name="decode">Reads a text; throws <see cref="InvalidDataException"/> where it is damaged.</param>
internal sealed class TextCache<T>(TextCache<T>.Decoder decode)
    where T : class
{
    private readonly ConditionalWeakTable<object, Entry> _entries = [];

    /// <summary>Reads a text.</summary>
    public delegate T Decoder(ReadOnlySpan<char> text);

    /// <summary>The decoded model of a text.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public T Get(ReadOnlyMemory<char> text)
    {
        if (Owner(text, out int start) is not { } owner)
            return decode(text.Span);
        if (_entries.TryGetValue(owner, out Entry? entry) && entry.Start == start && entry.Length == text.Length)
            return entry.Value;

        // Two threads may both decode; the first entry stays, so that all rows share one model.
        lock (_entries)
        {
            if (_entries.TryGetValue(owner, out entry) && entry.Start == start && entry.Length == text.Length)
                return entry.Value;
            entry = new Entry(start, text.Length, decode(text.Span));
            _entries.AddOrUpdate(owner, entry);
            return entry.Value;
        }
    }

    private static object? Owner(ReadOnlyMemory<char> text, out int start)
    {
        if (MemoryMarshal.TryGetString(text, out string? whole, out start, out _))
            return whole;
        if (MemoryMarshal.TryGetArray(text, out ArraySegment<char> segment))
        {
            start = segment.Offset;
            return segment.Array;
        }

        return null;
    }

    private sealed record Entry(int Start, int Length, T Value);
}
