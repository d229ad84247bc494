using Samples.Shared;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>A table for the console and for the documentation alike.</summary>
internal sealed class MarkdownTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public MarkdownTable Add(params string[] cells)
    {
        if (cells.Length != headings.Length)
            throw new ArgumentException($"{cells.Length} cells for {headings.Length} columns.", nameof(cells));

        _rows.Add(cells);
        return this;
    }

    public override string ToString() => TextTable.ToMarkdown(headings, _rows);
}
