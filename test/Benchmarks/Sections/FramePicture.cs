using System.Globalization;
using System.Text;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>The picture of docs/method.md: two clouds, the fixed directions, the pair's own frame, and the couplings along it.</summary>
internal static class FramePicture
{
    public const string Option = "--frame-picture";

    private const int Count = 40;

    public static string Draw()
    {
        SeededNormal normal = new(3);
        float[] x = normal.Fill(2 * Count), y = normal.Fill(2 * Count);
        for (int i = 0; i < Count; i++)
        {
            (x[2 * i], x[(2 * i) + 1]) = ((0.9f * x[2 * i]) - (0.5f * x[(2 * i) + 1]) - 2.2f, (0.35f * x[2 * i]) + (0.4f * x[(2 * i) + 1]));
            (y[2 * i], y[(2 * i) + 1]) = ((0.4f * y[2 * i]) + 2, (0.5f * y[2 * i]) + (1.1f * y[(2 * i) + 1]) + 0.3f);
        }

        Turn(x);
        Turn(y);
        DiscreteMeasure source = new(new Support(x, 2)), target = new(new Support(y, 2));
        FramePotential potential = new();
        potential.Compute(source, target);
        double[] frame = potential.Search.Frame.ToArray();
        StringBuilder svg = new("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 -4.4 14 8.4" font-family="sans-serif" font-size="0.26">""");
        svg.AppendLine("""<rect x="-5" y="-4.4" width="14" height="8.4" fill="white"/>""");
        for (int l = 0; l < 20; l++)
        {
            (double sine, double cosine) = Math.SinCos(Math.PI * l / 20);
            svg.AppendLine(Line(-3.6 - cosine, -2.4 - sine, -3.6 + cosine, -2.4 + sine, "#bbb", 0.015));
        }

        svg.AppendLine("""<text x="-4.8" y="-1.05" fill="#888">20 fixed directions</text>""");
        for (int k = 0; k < 2; k++)
        {
            double along = frame[2 * k], across = frame[(2 * k) + 1];
            svg.AppendLine(Line(-3.2 * along, 3.2 * across, 3.2 * along, -3.2 * across, "#d62", 0.04));
        }

        Points(svg, x, "#258");
        Points(svg, y, "#283");
        svg.AppendLine("""<text x="-4.8" y="-4" fill="#258">source</text><text x="-3.8" y="-4" fill="#283">target</text><text x="-2.9" y="-4" fill="#d62">frame of the pair</text>""");
        for (int k = 0; k < 2; k++)
            Coupling(svg, Along(x, frame, k), Along(y, frame, k), -2.8 + (3.2 * k), k);
        return svg.AppendLine("</svg>").ToString();
    }

    private static void Turn(float[] points)
    {
        (float sine, float cosine) = MathF.SinCos(0.45f);
        for (int i = 0; i < Count; i++)
            (points[2 * i], points[(2 * i) + 1]) = ((cosine * points[2 * i]) - (sine * points[(2 * i) + 1]), (sine * points[2 * i]) + (cosine * points[(2 * i) + 1]));
    }

    /// <summary>The monotone coupling of one axis: the source's positions above, the target's below.</summary>
    private static void Coupling(StringBuilder svg, double[] s, double[] t, double top, int axis)
    {
        Array.Sort(s);
        Array.Sort(t);
        const double Middle = 6.6, Scale = 0.62;
        for (int i = 0; i < Count; i++)
            svg.AppendLine(Line(Middle + (Scale * s[i]), top, Middle + (Scale * t[i]), top + 1.4, "#999", 0.015));
        for (int i = 0; i < Count; i++)
        {
            svg.AppendLine(Dot(Middle + (Scale * s[i]), top, "#258"));
            svg.AppendLine(Dot(Middle + (Scale * t[i]), top + 1.4, "#283"));
        }

        svg.AppendLine(FormattableString.Invariant($"""<text x="{Middle - 1.9}" y="{top - 0.3}" fill="#d62">coupling along axis {axis + 1}</text>"""));
    }

    private static double[] Along(float[] points, double[] frame, int axis) =>
        [.. Enumerable.Range(0, Count).Select(i => (frame[2 * axis] * points[2 * i]) + (frame[(2 * axis) + 1] * points[(2 * i) + 1]))];

    private static void Points(StringBuilder svg, float[] points, string colour)
    {
        for (int i = 0; i < Count; i++)
            svg.AppendLine(Dot(points[2 * i], -points[(2 * i) + 1], colour));
    }

    private static string Dot(double x, double y, string colour) =>
        string.Create(CultureInfo.InvariantCulture, $"""<circle cx="{x:0.###}" cy="{y:0.###}" r="0.06" fill="{colour}"/>""");

    private static string Line(double x1, double y1, double x2, double y2, string colour, double width) =>
        string.Create(CultureInfo.InvariantCulture, $"""<line x1="{x1:0.###}" y1="{y1:0.###}" x2="{x2:0.###}" y2="{y2:0.###}" stroke="{colour}" stroke-width="{width}"/>""");
}
