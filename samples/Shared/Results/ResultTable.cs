using System.Globalization;
using System.Text;

namespace Samples.Shared;

/// <summary>What the tables of methods show, and tables for the page.</summary>
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
