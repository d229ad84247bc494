using System.Globalization;
using System.Net;
using System.Text;

namespace Microsoft.ML.SlicedOT;

/// <summary>A drift report as one HTML file without scripts or outside references.</summary>
internal static class DriftPage
{
    private const int Listed = 50;
    private const double BarWidth = 160;

    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color:#222}"
        + "table{border-collapse:collapse;margin:1em 0}th,td{padding:.2em .8em;text-align:right;border-bottom:1px solid #ddd}"
        + "th:first-child,td:first-child{text-align:left}.big{font-size:1.3em}rect{fill:#c33}";

    public static string Write(DriftReport report)
    {
        DriftResult result = report.Result;
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Drift</title><style>{Style}</style></head><body><h1>Drift</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"big\">{Text(report.Verdict())}</p>");
        page.Append("<p>p is the probability of a difference like this one where nothing moved. It comes from regrouping the same rows, so it holds for any distribution of independent rows.</p>");
        Table(page, "What was compared", ["statistic", "p", "value"],
        [
            ["Sinkhorn divergence", P(result.DivergencePValue), FormattableString.Invariant($"{result.Divergence:0.000} (without drift {result.ExpectedDivergence:0.000})")],
            ["largest change of a feature", P(result.FeaturePValue), N(result.Features.Max(feature => feature.Score))],
            ["largest change of a pair", P(result.PairPValue), result.Pairs.Count > 0 ? N(result.Pairs[0].Score) : "-"],
        ]);

        double largest = Math.Max(result.Features[0].EffectSize, 1e-9);
        Table(page, "Features, the most drifted first", ["feature", "moved by (sd)", "", "score", "W1", "mean before", "mean now", "sd before", "sd now", "p"],
            result.Features.Take(Listed).Select(f => (string[])
            [
                report.FeatureNames[f.Feature], N(f.EffectSize), Bar(f.EffectSize / largest), N(f.Score), G(f.Wasserstein),
                G(f.ReferenceMean), G(f.CurrentMean), G(f.ReferenceDeviation), G(f.CurrentDeviation), P(f.PValue),
            ]));
        page.Append("<p>Moved by: the Wasserstein distance W1 or the change of the standard deviation (sd), whichever is larger, in sd before. Score: how far W1 or the change of the mean square stands above what regroupings give, in standard deviations; 2 to 4 is nothing for the largest of many.</p>");
        if (result.Pairs.Count > 0)
        {
            Table(page, "Pairs that move together differently", ["pair", "score", "change"],
                result.Pairs.Select(p => (string[])[$"{report.FeatureNames[p.First]} · {report.FeatureNames[p.Second]}", N(p.Score), N(p.Change)]));
        }

        Table(page, "Rows that speak most for drift", ["row of the current view (from 0)", "score"],
            result.Rows.Take(Listed / 2).Select(r => (string[])[r.Row.ToString(CultureInfo.InvariantCulture), G(r.Score)]));
        return page.Append("</body></html>").ToString();
    }

    /// <summary>Cells that begin with an svg element are ours; all others may hold any name a column has.</summary>
    private static void Table(StringBuilder page, string title, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2><table><tr>{string.Concat(heads.Select(h => $"<th>{Text(h)}</th>"))}</tr>");
        foreach (string[] row in rows)
            page.Append(CultureInfo.InvariantCulture, $"<tr>{string.Concat(row.Select((cell, k) => $"<td>{(heads[k].Length == 0 ? cell : Text(cell))}</td>"))}</tr>");
        page.Append("</table>");
    }

    private static string Bar(double share) => FormattableString.Invariant(
        $"<svg width=\"{BarWidth}\" height=\"12\"><rect width=\"{Math.Max(0, share) * BarWidth:0.0}\" height=\"12\"/></svg>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string N(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string P(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string G(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
