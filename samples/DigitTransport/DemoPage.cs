using System.Globalization;
using System.Text;
using Samples.Shared;

namespace DigitTransport;

/// <summary>The page of pictures: digits on their way into other digits, the table, and time against accuracy.</summary>
internal sealed class DemoPage(int rows, int columns)
{
    private const int Frames = 9;
    private const int Refinement = 4;
    private const int GalleryStrips = 6;

    private static readonly (byte, byte, byte) SourceColor = (0x2f, 0x6f, 0xde);
    private static readonly (byte, byte, byte) HalfWayColor = (0xb3, 0x3f, 0x96);
    private static readonly (byte, byte, byte) TargetColor = (0xe0, 0x7b, 0x16);

    private readonly StringBuilder _films = new();
    private readonly List<Picture> _strips = [];

    /// <summary>Adds two rows of frames: the predicted coupling in motion above the converged one.</summary>
    public void AddFilm(ReadOnlySpan<float> predicted, ReadOnlySpan<float> converged)
    {
        (float, float)[] points = Points();
        DisplacementInterpolation motion = new(points, points, Math.Max(rows, columns), Refinement);
        _films.Append(CultureInfo.InvariantCulture, $"<div class=\"film\" style=\"grid-template-columns:5.5em repeat({Frames},1fr)\">\n");
        (float, float) brightest = (motion.Frame(converged, 0).Max(), motion.Frame(converged, 1).Max());
        AddStrip("predicted", predicted, motion, brightest);
        AddStrip("converged", converged, motion, brightest);
        _films.Append("</div>\n");
    }

    /// <summary>The films and the chart by themselves, for documentation.</summary>
    public void SaveGallery(string folder, DemoResult result, LogLogChart tradeOff)
    {
        List<GalleryPicture> pictures = [];
        for (int k = 0; k + 1 < Math.Min(_strips.Count, GalleryStrips); k += 2)
        {
            string file = $"digits-{(k / 2) + 1}.png";
            File.WriteAllBytes(Path.Combine(folder, file), PictureFile.EncodePng(Montage.OneAboveOther([_strips[k], _strips[k + 1]], gap: 8)));
            pictures.Add(new GalleryPicture(file, "above as predicted, below as the solver converges"));
        }

        File.WriteAllText(Path.Combine(folder, "digits-time-against-accuracy.svg"), tradeOff.ToSvg());
        new GalleryEntry(
            "Digits on the move",
            "How much ink goes from each pixel of one digit to each pixel of another? Every grain travels in a straight line; the pictures between are snapshots of the journey. "
            + $"The model has learned from {result.Train} other pairs.",
            "dotnet run -c Release --project samples/DigitTransport -- --gallery DIR", "samples/DigitTransport", pictures,
            ResultTable.Headings, [.. result.Rows.Select(ResultTable.Cells)]).Save(folder, "digits");
    }

    public void Save(string path, DemoResult result, LogLogChart tradeOff)
    {
        string timing = FormattableString.Invariant(
            $"Learning took {result.TrainingSeconds:0.00} s in all. Reading the couplings through ML.NET took {result.MLNetMsPerPair:0.00} ms a pair, its own copying included.");
        new HtmlPage(
            "Digits on the move",
            "A coupling says how much ink goes from each pixel of one picture to each pixel of another, at the least total effort. "
            + $"Here a model that has seen {result.Train} such pairs predicts the couplings of {result.Test} pairs it has never seen.")
        .Section(
            "Predicted above converged",
            "<p>Every grain of ink travels in a straight line from its place in the left digit to its place in the right one; the pictures between are snapshots of the journey. "
            + "The upper strip follows the predicted coupling, the lower one the exact answer of the solver. If you cannot tell them apart, the prediction did its work.</p>\n"
            + _films)
        .Section(
            "How close, how fast",
            ResultTable.ToHtml(ResultTable.Headings, result.Rows.Select(ResultTable.Cells), row => row[0] is "RA-OT" or "OA-OT") + "\n<p class=\"note\" style=\"margin-top:14px\">"
            + "RMSE: root mean squared difference from the converged coupling, over all its entries. Violation: how much ink is unaccounted for, from 0 to 2. "
            + "Cost error: of the total effort. Duality gap: a bound on how far from optimal the coupling can be, computed without knowing the exact answer. "
            + "Time: median of one core, the dense coupling written into a buffer of the caller. " + timing + "</p>")
        .Section("Time against accuracy", tradeOff.ToSvg()
            + "<p class=\"note\">Lower left is better; every mark is a longer run of the same method. On a small regular grid sweeps are cheap, and after a few of them nothing learned is needed; "
            + "prediction pays where a solver needs many sweeps, or where a sweep costs much.</p>")
        .Section("Pictures of another kind", ResultTable.ToHtml(ShiftResult.Headings, result.Shifts.Cells(), _ => false)
            + "<p class=\"note\">The same model, which has seen upright digits only. A prediction that has gone wrong shows it: the rank correlation between its violation, "
            + "which needs no exact answer, and its true error is 1 when the one orders the pairs just as the other.</p>")
        .Footer($"<p>Microsoft.ML.SlicedOT, sample DigitTransport: {result.Train} training pairs, {result.Directions} slicing directions, "
            + FormattableString.Invariant($"epsilon {result.Epsilon}, seed {result.Seed}. ")
            + $"Saved, loaded and predicted again in another process: {(result.RoundTripEqual ? "the same bits" : "NOT the same bits")}.</p>")
        .Save(path);
    }

    private void AddStrip(string label, ReadOnlySpan<float> plan, DisplacementInterpolation motion, (float Source, float Target) brightest)
    {
        _films.Append("<span>").Append(label).Append("</span>");
        var frames = new Picture[Frames];
        for (int k = 0; k < Frames; k++)
        {
            float t = k / (Frames - 1f);
            float full = 0.75f * (((1 - t) * brightest.Source) + (t * brightest.Target));
            Picture frame = Ink.Draw(motion.Frame(plan, t), motion.FrameSide, full, Color(t));
            frames[k] = frame;
            _films.Append(CultureInfo.InvariantCulture, $"<img alt=\"{label} coupling at time {t:0.###}\" src=\"{PictureFile.ToDataUri(frame)}\">");
        }

        _films.Append('\n');
        _strips.Add(Montage.SideBySide(frames, gap: 4));
    }

    private static (byte, byte, byte) Color(float t) => t < 0.5f
        ? Ink.Between(SourceColor, HalfWayColor, 2 * t)
        : Ink.Between(HalfWayColor, TargetColor, (2 * t) - 1);

    private (float X, float Y)[] Points()
    {
        float longest = Math.Max(1, Math.Max(rows, columns) - 1);
        var points = new (float, float)[rows * columns];
        for (int k = 0; k < points.Length; k++)
            points[k] = (k % columns / longest, 1 - (k / columns / longest));
        return points;
    }
}
