using System.Globalization;
using System.Text;

namespace Samples.Shared;

/// <summary>Tables for the console and for the page.</summary>
public static class ResultTable
{
    public static readonly string[] Headings = ["method", "half-steps", "RMSE x 1e-6", "violation", "cost error", "duality gap", "ms a pair"];

    public static string[] Cells(MethodRow row) =>
    [
        row.Method,
        Number(row.HalfSteps, "0.#"),
        Number(row.Rmse * 1e6, "0.00"),
        Small(row.Violation),
        row.CostError < 5e-6 ? Small(row.CostError) : Number(row.CostError * 100, "0.00") + " %",
        Small(row.Gap),
        Number(row.MsPerPair, "0.00"),
    ];

    public static string ToText(string[] headings, IEnumerable<string[]> rows)
    {
        string[][] lines = [headings, .. rows];
        int[] widths = [.. Enumerable.Range(0, headings.Length).Select(column => lines.Max(line => line[column].Length))];
        StringBuilder text = new();
        foreach (string[] line in lines)
        {
            text.Append(line[0].PadRight(widths[0]));
            for (int column = 1; column < line.Length; column++)
                text.Append("  ").Append(line[column].PadLeft(widths[column]));
            text.Append('\n');
            if (line == headings)
                text.Append('-', widths.Sum() + 2 * (widths.Length - 1)).Append('\n');
        }
        return text.ToString();
    }

    public static string ToHtml(string[] headings, IEnumerable<string[]> rows, Func<string[], bool> isOwn)
    {
        StringBuilder html = new("<div class=\"scroll\"><table><tr>");
        foreach (string heading in headings)
            html.Append("<th>").Append(HtmlPage.Escape(heading)).Append("</th>");
        html.Append("</tr>\n");
        foreach (string[] row in rows)
        {
            html.Append(isOwn(row) ? "<tr class=\"own\">" : "<tr>");
            foreach (string cell in row)
                html.Append("<td>").Append(HtmlPage.Escape(cell)).Append("</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</table></div>").ToString();
    }

    private static string Small(double value) => Number(value, value >= 1e-3 ? "0.0000" : "0.0e+0");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
