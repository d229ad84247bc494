using Spectre.Console;

namespace Samples.Shared;

/// <summary>Tables as text: the first column left, the others right, never wrapped, so that a redirected table stays what it was.</summary>
public static class TextTable
{
    private const int Width = 2_000;

    /// <summary>A table for the console.</summary>
    public static string ToText(IReadOnlyList<string> headings, IEnumerable<string[]> rows) => Render(TableBorder.Simple, headings, rows);

    /// <summary>A table in Markdown.</summary>
    public static string ToMarkdown(IReadOnlyList<string> headings, IEnumerable<string[]> rows) => Render(TableBorder.Markdown, headings, rows);

    private static string Render(TableBorder border, IReadOnlyList<string> headings, IEnumerable<string[]> rows)
    {
        Table table = new() { Border = border, UseSafeBorder = true };
        for (int column = 0; column < headings.Count; column++)
            table.AddColumn(new TableColumn(new Text(headings[column])) { Alignment = column == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (string[] row in rows)
            table.AddRow(row.Select(static cell => new Text(cell)));

        using StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = false;
        console.Write(table);
        return string.Concat(text.ToString().Split('\n').Select(static line => line.TrimEnd()).Where(static line => line.Length > 0).Select(static line => line + "\n"));
    }
}
