namespace Samples.Shared;

/// <summary>Several pictures as one.</summary>
public static class Montage
{
    public static Picture SideBySide(Picture[] pictures, int gap)
    {
        Picture whole = new(pictures.Sum(picture => picture.Width) + (gap * (pictures.Length - 1)), pictures.Max(picture => picture.Height));
        int left = 0;
        foreach (Picture picture in pictures)
        {
            for (int y = 0; y < picture.Height; y++)
                picture.Pixels.AsSpan(4 * y * picture.Width, 4 * picture.Width).CopyTo(whole.Pixels.AsSpan(4 * ((y * whole.Width) + left)));
            left += picture.Width + gap;
        }

        return whole;
    }

    public static Picture OneAboveOther(Picture[] pictures, int gap)
    {
        Picture whole = new(pictures.Max(picture => picture.Width), pictures.Sum(picture => picture.Height) + (gap * (pictures.Length - 1)));
        int top = 0;
        foreach (Picture picture in pictures)
        {
            for (int y = 0; y < picture.Height; y++)
                picture.Pixels.AsSpan(4 * y * picture.Width, 4 * picture.Width).CopyTo(whole.Pixels.AsSpan(4 * (top + y) * whole.Width));
            top += picture.Height + gap;
        }

        return whole;
    }

    /// <summary>The picture made smaller: every new pixel is the mean of the old ones it covers.</summary>
    public static Picture ScaleToHeight(Picture picture, int height)
    {
        Picture small = new(Math.Max(1, picture.Width * height / picture.Height), height);
        for (int y = 0; y < small.Height; y++)
        {
            for (int x = 0; x < small.Width; x++)
                Average(picture, x * picture.Width / small.Width, (x + 1) * picture.Width / small.Width, y * picture.Height / height, (y + 1) * picture.Height / height, small[x, y]);
        }

        return small;
    }

    private static void Average(Picture picture, int left, int right, int top, int bottom, Span<byte> result)
    {
        Span<int> sums = stackalloc int[4];
        int count = 0;
        for (int y = top; y < Math.Max(bottom, top + 1); y++)
        {
            for (int x = left; x < Math.Max(right, left + 1); x++, count++)
            {
                for (int k = 0; k < 4; k++)
                    sums[k] += picture[x, y][k];
            }
        }

        for (int k = 0; k < 4; k++)
            result[k] = (byte)((sums[k] + (count / 2)) / count);
    }
}
