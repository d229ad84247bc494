using System.Text;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>A table for the console and for the documentation alike: first column left, the others right.</summary>
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

    public override string ToString()
    {
        int[] widths = [.. headings.Select((heading, column) => Math.Max(3, _rows.Append(headings).Max(row => row[column].Length)))];
        StringBuilder text = new();
        AppendRow(text, headings, widths);
        text.Append("|-").Append('-', widths[0]).Append('|');
        foreach (int width in widths[1..])
            text.Append('-', width + 1).Append(":|");
        text.Append('\n');
        foreach (string[] row in _rows)
            AppendRow(text, row, widths);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        text.Append("| ").Append(cells[0].PadRight(widths[0])).Append('|');
        for (int column = 1; column < cells.Length; column++)
            text.Append(' ').Append(cells[column].PadLeft(widths[column])).Append(" |");
        text.Append('\n');
    }
}
