using System.Globalization;
using System.Net;
using System.Text;

namespace Samples.Shared;

/// <summary>A small chart with two logarithmic axes, written as one SVG that reads on light and dark pages.</summary>
public sealed class LogLogChart(string title, string horizontal, string vertical)
{
    private const double Width = 760, Left = 76, Right = 24, Top = 46, PlotHeight = 330, LegendLine = 22;

    private static readonly string[] Colors = ["#2f6fde", "#d97706", "#1a9c6b", "#a855c7", "#7b8794", "#dc4b55", "#0e9fb5", "#a0801a"];

    private readonly List<(string Name, (double X, double Y)[] Points, bool Line)> _series = [];

    /// <summary>Adds points, joined by a line when they are stages of one method; points that are not positive and finite are left out.</summary>
    public LogLogChart Add(string name, IEnumerable<(double X, double Y)> points, bool line)
    {
        _series.Add((name, [.. points.Where(p => p.X > 0 && p.Y > 0 && double.IsFinite(p.X) && double.IsFinite(p.Y))], line));
        return this;
    }

    public string ToSvg()
    {
        (double X, double Y)[] all = [.. _series.SelectMany(s => s.Points)];
        if (all.Length == 0)
            all = [(1, 1)];
        (double low, double high) x = Range(all.Select(p => p.X)), y = Range(all.Select(p => p.Y));
        double plotWidth = Width - Left - Right;
        double AtX(double value) => Left + (plotWidth * (Math.Log10(value) - x.low) / (x.high - x.low));
        double AtY(double value) => Top + (PlotHeight * (1 - ((Math.Log10(value) - y.low) / (y.high - y.low))));

        int legendRows = (_series.Count + 1) / 2;
        double height = Top + PlotHeight + 62 + (legendRows * LegendLine) + 6;
        StringBuilder svg = new();
        svg.Append(Invariant($"<svg class=\"llc\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{Escape(title)}\">\n"));
        svg.Append("<style>.llc{font:13px system-ui,-apple-system,'Segoe UI',sans-serif}.llc text{fill:#39424e}.llc .h{font-size:15px;font-weight:600}.llc .g{stroke:#d7dce2;stroke-width:1}.llc .f{fill:none;stroke:#aab2bd}.llc .e{font-size:9px}"
            + "@media(prefers-color-scheme:dark){.llc text{fill:#c9d1da}.llc .g{stroke:#333b45}.llc .f{stroke:#5a6572}}</style>\n");
        svg.Append(Invariant($"<text class=\"h\" x=\"{Left}\" y=\"24\">{Escape(title)}</text>\n"));

        foreach ((double value, string label) in Ticks(x))
        {
            svg.Append(Invariant($"<line class=\"g\" x1=\"{AtX(value):0.#}\" y1=\"{Top}\" x2=\"{AtX(value):0.#}\" y2=\"{Top + PlotHeight}\"/>"));
            svg.Append(Invariant($"<text x=\"{AtX(value):0.#}\" y=\"{Top + PlotHeight + 20}\" text-anchor=\"middle\">{label}</text>\n"));
        }

        foreach ((double value, string label) in Ticks(y))
        {
            svg.Append(Invariant($"<line class=\"g\" x1=\"{Left}\" y1=\"{AtY(value):0.#}\" x2=\"{Left + plotWidth}\" y2=\"{AtY(value):0.#}\"/>"));
            svg.Append(Invariant($"<text x=\"{Left - 8}\" y=\"{AtY(value) + 4:0.#}\" text-anchor=\"end\">{label}</text>\n"));
        }

        svg.Append(Invariant($"<rect class=\"f\" x=\"{Left}\" y=\"{Top}\" width=\"{plotWidth}\" height=\"{PlotHeight}\"/>\n"));
        svg.Append(Invariant($"<text x=\"{Left + (plotWidth / 2)}\" y=\"{Top + PlotHeight + 42}\" text-anchor=\"middle\">{Escape(horizontal)}</text>\n"));
        svg.Append(Invariant($"<text transform=\"translate(20 {Top + (PlotHeight / 2)}) rotate(-90)\" text-anchor=\"middle\">{Escape(vertical)}</text>\n"));

        for (int s = 0; s < _series.Count; s++)
        {
            (string name, (double X, double Y)[] points, bool line) = _series[s];
            string color = Colors[s % Colors.Length];
            if (line && points.Length > 1)
            {
                string path = string.Join(' ', points.Select(p => Invariant($"{AtX(p.X):0.#},{AtY(p.Y):0.#}")));
                svg.Append(Invariant($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n"));
            }

            foreach ((double px, double py) in points)
                svg.Append(Mark(s, AtX(px), AtY(py), color));

            double legendX = Left + (s % 2 * plotWidth / 2), legendY = Top + PlotHeight + 70 + (s / 2 * LegendLine);
            svg.Append(Mark(s, legendX + 6, legendY - 4, color));
            svg.Append(Invariant($"<text x=\"{legendX + 20:0.#}\" y=\"{legendY:0.#}\">{Escape(name)}</text>\n"));
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Each series has its own shape as well as its own colour.</summary>
    private static string Mark(int series, double x, double y, string color) => (series % 4) switch
    {
        0 => Invariant($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"5.5\" fill=\"{color}\"/>"),
        1 => Invariant($"<rect x=\"{x - 5:0.#}\" y=\"{y - 5:0.#}\" width=\"10\" height=\"10\" fill=\"{color}\"/>"),
        2 => Invariant($"<path d=\"M{x:0.#} {y - 7:0.#}l6.5 11.5h-13z\" fill=\"{color}\"/>"),
        _ => Invariant($"<path d=\"M{x:0.#} {y - 7:0.#}l7 7-7 7-7-7z\" fill=\"{color}\"/>"),
    };

    /// <summary>Exponents a little beyond the data on both sides.</summary>
    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double low = Math.Log10(values.Min()), high = Math.Log10(values.Max());
        double margin = Math.Max(0.15, 0.06 * (high - low));
        return (Math.Floor((low - margin) * 5) / 5, Math.Ceiling((high + margin) * 5) / 5);
    }

    /// <summary>Powers of ten, with 2 and 5 between them where there are few.</summary>
    private static IEnumerable<(double Value, string Label)> Ticks((double Low, double High) range)
    {
        double[] multiples = range.High - range.Low < 2.5 ? [1, 2, 5] : [1];
        for (int decade = (int)Math.Floor(range.Low); decade <= range.High; decade++)
        {
            foreach (double multiple in multiples)
            {
                double at = decade + Math.Log10(multiple);
                if (at > range.Low - 1e-9 && at < range.High + 1e-9)
                    yield return (Math.Pow(10, at), Label(multiple, decade));
            }
        }
    }

    private static string Label(double multiple, int decade)
    {
        if (decade is >= -2 and <= 4)
            return (multiple * Math.Pow(10, decade)).ToString("0.##", CultureInfo.InvariantCulture);
        string factor = multiple == 1 ? "" : Invariant($"{multiple}·");
        return Invariant($"{factor}10<tspan class=\"e\" dy=\"-5\">{decade}</tspan>");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
