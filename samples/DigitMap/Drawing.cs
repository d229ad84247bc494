using Samples.Shared;

namespace DigitMap;

/// <summary>Digits as light of one colour a numeral on a dark ground.</summary>
internal static class Drawing
{
    private const int MapWidth = 1700, Margin = 24;

    private static readonly (byte Red, byte Green, byte Blue) Ground = (13, 17, 28);

    private static readonly (byte Red, byte Green, byte Blue)[] Colors =
    [
        (86, 180, 255), (255, 209, 92), (255, 119, 119), (126, 231, 135), (199, 146, 255),
        (255, 158, 87), (77, 224, 209), (255, 133, 200), (190, 220, 100), (222, 226, 238),
    ];

    /// <summary>Each digit where scaling puts it, both coordinates in one scale.</summary>
    public static Picture Map(Digits digits, (double X, double Y)[] places)
    {
        double left = places.Min(p => p.X), right = places.Max(p => p.X), bottom = places.Min(p => p.Y), top = places.Max(p => p.Y);
        double scale = (MapWidth - (2 * Margin) - digits.Columns) / (right - left);
        Picture picture = Empty(MapWidth, (2 * Margin) + digits.Rows + (int)Math.Ceiling(scale * (top - bottom)));
        for (int i = 0; i < digits.Count; i++)
            Light(picture, digits, i, Margin + (int)(scale * (places[i].X - left)), Margin + (int)(scale * (top - places[i].Y)));
        return picture;
    }

    /// <summary>Each digit in its cell.</summary>
    public static Picture Mosaic(Digits digits, int[] cells, int side)
    {
        Picture picture = Empty((2 * Margin) + (side * digits.Columns), (2 * Margin) + (side * digits.Rows));
        for (int cell = 0; cell < cells.Length; cell++)
            Light(picture, digits, cells[cell], Margin + (cell % side * digits.Columns), Margin + (cell / side * digits.Rows));
        return picture;
    }

    private static Picture Empty(int width, int height)
    {
        Picture picture = new(width, height);
        for (int k = 0; k < picture.Pixels.Length; k += 4)
            (picture.Pixels[k], picture.Pixels[k + 1], picture.Pixels[k + 2], picture.Pixels[k + 3]) = (Ground.Red, Ground.Green, Ground.Blue, 255);
        return picture;
    }

    /// <summary>Lays a digit over what is there.</summary>
    private static void Light(Picture picture, Digits digits, int digit, int left, int top)
    {
        float[] weights = digits.Weights[digit];
        float brightest = weights.Max();
        (byte red, byte green, byte blue) = Colors[digits.Labels[digit]];
        for (int k = 0; k < weights.Length; k++)
        {
            Span<byte> pixel = picture[left + (k % digits.Columns), top + (k / digits.Columns)];
            (pixel[0], pixel[1], pixel[2]) = Ink.Between((pixel[0], pixel[1], pixel[2]), (red, green, blue), weights[k] / brightest);
        }
    }
}
