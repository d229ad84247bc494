using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Decoded models, one a loaded model text. ML.NET hands the same text memory to a mapping on every row, so the object behind that memory
/// identifies the model; it is held weakly and the decoded model dies with it.
/// </summary>
internal static class RuntimeCache
{
    private static readonly ConditionalWeakTable<object, Entry> Entries = [];

    /// <summary>The decoded model of a text.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, missing, or of a later version.</exception>
    public static CouplingRuntime Get(ReadOnlyMemory<char> text)
    {
        if (Owner(text, out int start) is not { } owner)
            return Decode(text);
        if (Entries.TryGetValue(owner, out Entry? entry) && entry.Start == start && entry.Length == text.Length)
            return entry.Runtime;

        // Two threads may both decode; the first entry stays, so that all rows share one geometry.
        lock (Entries)
        {
            if (Entries.TryGetValue(owner, out entry) && entry.Start == start && entry.Length == text.Length)
                return entry.Runtime;
            entry = new Entry(start, text.Length, Decode(text));
            Entries.AddOrUpdate(owner, entry);
            return entry.Runtime;
        }
    }

    private static CouplingRuntime Decode(ReadOnlyMemory<char> text) =>
        new(CouplingParametersFormat.FromText(text.Span));

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

    private sealed record Entry(int Start, int Length, CouplingRuntime Runtime);
}
