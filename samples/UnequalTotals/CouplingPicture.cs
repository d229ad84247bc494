using System.Globalization;
using System.Text;

namespace UnequalTotals;

/// <summary>Two couplings of the same clouds side by side: a line for every entry that matters, rings for points that keep their mass to themselves.</summary>
internal static class CouplingPicture
{
    private const double Width = 9.4, Height = 10.2, Left = -3.5, Top = -5.3;

    public static string Draw(OutlierClouds clouds, CouplingAnswer balanced, CouplingAnswer relaxed)
    {
        StringBuilder svg = new();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * Width} {Height}" font-family="sans-serif" font-size="0.4">""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect width="{2 * Width}" height="{Height}" fill="white"/>""");
        Panel(svg, clouds, balanced, 0, "exact: noise is coupled, too");
        Panel(svg, clouds, relaxed, Width, "with a mass penalty: most of it stays (pale)");
        return svg.AppendLine("</svg>").ToString();
    }

    private static void Panel(StringBuilder svg, OutlierClouds clouds, CouplingAnswer answer, double offset, string title)
    {
        const int Count = OutlierClouds.Count;
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{offset + 0.3:0.##}" y="0.6" fill="#444">{title}</text>""");
        foreach (IGrouping<int, KeyValuePair<int, float>> lines in answer.Coupling.Items().GroupBy(entry => (int)Math.Min(20, entry.Value * Count * 20)).OrderBy(lines => lines.Key))
        {
            string opacity = string.Create(CultureInfo.InvariantCulture, $"{Math.Min(1, lines.Key / 14.0):0.##}");
            if (lines.Key > 0)
                svg.AppendLine($"""<path stroke="#777" stroke-width="0.025" stroke-opacity="{opacity}" d="{string.Concat(lines.Select(Line))}"/>""");
        }

        for (int i = 0; i < Count; i++)
        {
            Dot(svg, X(clouds.Source, i, offset), Y(clouds.Source, i), "#258", answer.SourceMass[i] * Count);
            Dot(svg, X(clouds.Target, i, offset), Y(clouds.Target, i), "#283", answer.TargetMass[i] * Count);
        }

        string Line(KeyValuePair<int, float> entry)
        {
            (int i, int j) = Math.DivRem(entry.Key, Count);
            return $"M{X(clouds.Source, i, offset)} {Y(clouds.Source, i)}L{X(clouds.Target, j, offset)} {Y(clouds.Target, j)}";
        }
    }

    private static void Dot(StringBuilder svg, string x, string y, string colour, double share) => svg.AppendLine(
        CultureInfo.InvariantCulture, $"""<circle cx="{x}" cy="{y}" r="0.09" fill="{colour}" fill-opacity="{Math.Clamp(share, 0, 1):0.##}" stroke="{colour}" stroke-width="0.02"/>""");

    private static string X(float[] points, int i, double offset) => string.Create(CultureInfo.InvariantCulture, $"{offset + points[2 * i] - Left:0.##}");

    private static string Y(float[] points, int i) => string.Create(CultureInfo.InvariantCulture, $"{-points[(2 * i) + 1] - Top:0.##}");
}
