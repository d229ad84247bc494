namespace Samples.Shared;

/// <summary>Draws a field of mass as ink of one colour on a transparent ground, so that it reads on light and dark pages.</summary>
public static class Ink
{
    /// <param name="mass">One value a pixel, not negative.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="fullAt">The value drawn opaque.</param>
    /// <param name="color">Red, green, blue.</param>
    public static Picture Draw(ReadOnlySpan<float> mass, int width, float fullAt, (byte Red, byte Green, byte Blue) color)
    {
        Picture picture = new(width, mass.Length / width);
        for (int k = 0; k < mass.Length; k++)
        {
            Span<byte> pixel = picture[k % width, k / width];
            pixel[0] = color.Red;
            pixel[1] = color.Green;
            pixel[2] = color.Blue;
            pixel[3] = (byte)Math.Clamp(255 * mass[k] / fullAt, 0, 255);
        }

        return picture;
    }

    /// <summary>The colour on the way from one to another.</summary>
    public static (byte Red, byte Green, byte Blue) Between((byte Red, byte Green, byte Blue) from, (byte Red, byte Green, byte Blue) to, float t)
        => (Mix(from.Red, to.Red, t), Mix(from.Green, to.Green, t), Mix(from.Blue, to.Blue, t));

    private static byte Mix(byte from, byte to, float t) => (byte)MathF.Round(((1 - t) * from) + (t * to));
}
