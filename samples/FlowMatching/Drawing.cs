using SkiaSharp;

namespace FlowMatching;

/// <summary>Flows side by side on a dark ground: where points start, how they travel, where they end.</summary>
internal static class Drawing
{
    /// <summary>The flows that are drawn, from left to right.</summary>
    public static readonly string[] Shown = ["independent", "exact", "RA-OT"];

    private const int Side = 560, Margin = 24, Gap = 14, Lines = 500;

    private static readonly SKColor Ground = new(13, 17, 28), Start = new(110, 130, 165), Early = new(64, 120, 220), Late = new(255, 170, 90), End = new(255, 214, 150);

    public static byte[] Png(FlowTask task, IReadOnlyList<Flow> flows)
    {
        float[] target = task.Target.Draw(2000, 7);
        double left = double.MaxValue, right = double.MinValue, bottom = double.MaxValue, top = double.MinValue;
        foreach (float[] points in (float[][])[target, flows[0].Path[0]])
        {
            for (int i = 0; i < points.Length; i += 2)
            {
                (left, right) = (Math.Min(left, points[i]), Math.Max(right, points[i]));
                (bottom, top) = (Math.Min(bottom, points[i + 1]), Math.Max(top, points[i + 1]));
            }
        }

        double extent = Math.Max(right - left, top - bottom), scale = (Side - (2 * Margin)) / extent;
        double centerX = (left + right) / 2, centerY = (bottom + top) / 2;
        int height = (2 * Margin) + (int)Math.Ceiling(scale * (top - bottom));
        using var bitmap = new SKBitmap((flows.Count * Side) + ((flows.Count - 1) * Gap), height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Ground);
        for (int f = 0; f < flows.Count; f++)
        {
            double offset = f * (Side + Gap);
            SKPoint At(float[] points, int i) => new(
                (float)(offset + (Side / 2) + (scale * (points[2 * i] - centerX))), (float)((height / 2) - (scale * (points[(2 * i) + 1] - centerY))));
            canvas.Save();
            canvas.ClipRect(new SKRect((float)offset, 0, (float)offset + Side, height));
            Draw(canvas, flows[f].Path, At);
            canvas.Restore();
        }

        using var image = SKImage.FromBitmap(bitmap);
        using SKData file = image.Encode(SKEncodedImageFormat.Png, 100);
        return file.ToArray();
    }

    private static void Draw(SKCanvas canvas, float[][] path, Func<float[], int, SKPoint> at)
    {
        int count = path[0].Length / 2, drawn = Math.Min(count, Lines);
        using var paint = new SKPaint { IsAntialias = true, StrokeWidth = 1.1f, Style = SKPaintStyle.Stroke };
        for (int s = 1; s < path.Length; s++)
        {
            paint.Color = Between(Early, Late, (s - 1f) / (path.Length - 2)).WithAlpha(70);
            for (int i = 0; i < drawn; i++)
                canvas.DrawLine(at(path[s - 1], i), at(path[s], i), paint);
        }

        paint.Style = SKPaintStyle.Fill;
        Dots(path[0], Start.WithAlpha(150), 1.3f);
        Dots(path[^1], End.WithAlpha(230), 1.9f);

        void Dots(float[] points, SKColor color, float radius)
        {
            paint.Color = color;
            for (int i = 0; i < drawn; i++)
                canvas.DrawCircle(at(points, i), radius, paint);
        }
    }

    private static SKColor Between(SKColor from, SKColor to, float share) => new(
        (byte)(from.Red + (share * (to.Red - from.Red))), (byte)(from.Green + (share * (to.Green - from.Green))), (byte)(from.Blue + (share * (to.Blue - from.Blue))));
}
