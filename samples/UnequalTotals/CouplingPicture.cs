using System.Globalization;
using System.Text;

namespace UnequalTotals;

/// <summary>Two couplings of the same clouds side by side: a line for every entry that matters, rings for points that keep their mass to themselves.</summary>
internal sealed class CouplingPicture
{
    private const double Side = 9.4, Margin = 0.5, Title = 0.8;

    private readonly StringBuilder _svg = new();
    private readonly Clouds _clouds;
    private readonly double _left, _top, _scale;

    private CouplingPicture(Clouds clouds)
    {
        _clouds = clouds;
        float[] x = [.. clouds.Source.Chunk(2).Concat(clouds.Target.Chunk(2)).Select(point => point[0])];
        float[] y = [.. clouds.Source.Chunk(2).Concat(clouds.Target.Chunk(2)).Select(point => -point[1])];
        double width = Math.Max((double)x.Max() - x.Min(), (double)y.Max() - y.Min());
        (_left, _top) = (x.Min(), y.Min());
        _scale = width > 0 ? (Side - (2 * Margin)) / width : 1;
    }

    public static string Draw(Clouds clouds, CouplingAnswer exact, CouplingAnswer relaxed)
    {
        var picture = new CouplingPicture(clouds);
        picture.Write($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * Side:0.##} {Side + Title:0.##}" font-family="sans-serif" font-size="0.4">""");
        picture.Write($"""<rect width="{2 * Side:0.##}" height="{Side + Title:0.##}" fill="white"/>""");
        picture.Panel(exact, 0, "exact: noise is coupled, too");
        picture.Panel(relaxed, Side, "with a mass penalty: most of it stays (pale)");
        picture.Write($"</svg>");
        return picture._svg.ToString();
    }

    private void Panel(CouplingAnswer answer, double offset, string title)
    {
        int m = _clouds.Target.Length / 2;
        Write($"""<text x="{offset + 0.3:0.##}" y="0.6" fill="#444">{title}</text>""");
        foreach (IGrouping<int, (int I, int J, double Share)> lines in answer.Coupling.Items().Select(Entry).GroupBy(entry => (int)Math.Min(20, 20 * entry.Share)).OrderBy(lines => lines.Key))
        {
            if (lines.Key > 0)
                Write($"""<path stroke="#777" stroke-width="0.025" stroke-opacity="{Math.Min(1, lines.Key / 14.0):0.##}" d="{string.Concat(lines.Select(Line))}"/>""");
        }

        for (int i = 0; i < _clouds.Source.Length / 2; i++)
            Dot(X(_clouds.Source, i, offset), Y(_clouds.Source, i), "#258", _clouds.SourceShare(answer, i));
        for (int j = 0; j < m; j++)
            Dot(X(_clouds.Target, j, offset), Y(_clouds.Target, j), "#283", _clouds.TargetShare(answer, j));

        (int I, int J, double Share) Entry(KeyValuePair<int, float> entry)
        {
            (int i, int j) = Math.DivRem(entry.Key, m);
            return (i, j, _clouds.Share(i, entry.Value));
        }

        string Line((int I, int J, double Share) entry) => string.Create(
            CultureInfo.InvariantCulture,
            $"M{X(_clouds.Source, entry.I, offset):0.##} {Y(_clouds.Source, entry.I):0.##}L{X(_clouds.Target, entry.J, offset):0.##} {Y(_clouds.Target, entry.J):0.##}");
    }

    private void Dot(double x, double y, string colour, double share) =>
        Write($"""<circle cx="{x:0.##}" cy="{y:0.##}" r="0.09" fill="{colour}" fill-opacity="{Math.Clamp(share, 0, 1):0.##}" stroke="{colour}" stroke-width="0.02"/>""");

    private double X(float[] points, int i, double offset) => offset + Margin + (_scale * (points[2 * i] - _left));

    private double Y(float[] points, int i) => Title + Margin + (_scale * (-points[(2 * i) + 1] - _top));

    private void Write(FormattableString line) => _svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
