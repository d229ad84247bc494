using Samples.Shared;

namespace ColourTransfer;

/// <summary>Gives a photograph the colours that a coupling sends its palette to.</summary>
internal static class Recolouring
{
    private const int Neighbours = 6;

    /// <summary>Every pixel moves as the palette colours nearest to it move on average.</summary>
    /// <param name="picture">The photograph.</param>
    /// <param name="palette">Its colours, r, g, b, … in [0, 1].</param>
    /// <param name="transported">Where each of them goes.</param>
    public static Picture Apply(Picture picture, float[] palette, ReadOnlySpan<float> transported)
    {
        Picture result = new(picture.Width, picture.Height);
        Span<float> distances = stackalloc float[Neighbours];
        Span<int> nearest = stackalloc int[Neighbours];
        for (int at = 0; at < picture.Pixels.Length; at += 4)
        {
            ReadOnlySpan<byte> pixel = picture.Pixels.AsSpan(at, 4);
            FindNearest(pixel, palette, distances, nearest);
            float red = 0, green = 0, blue = 0, total = 0;
            for (int k = 0; k < Neighbours; k++)
            {
                float weight = 1 / (1e-5f + distances[k]);
                int colour = 3 * nearest[k];
                red += weight * (transported[colour] - palette[colour]);
                green += weight * (transported[colour + 1] - palette[colour + 1]);
                blue += weight * (transported[colour + 2] - palette[colour + 2]);
                total += weight;
            }

            result.Pixels[at] = Shift(pixel[0], red / total);
            result.Pixels[at + 1] = Shift(pixel[1], green / total);
            result.Pixels[at + 2] = Shift(pixel[2], blue / total);
            result.Pixels[at + 3] = pixel[3];
        }

        return result;
    }

    private static void FindNearest(ReadOnlySpan<byte> pixel, float[] palette, Span<float> distances, Span<int> nearest)
    {
        distances.Fill(float.PositiveInfinity);
        float red = pixel[0] / 255f, green = pixel[1] / 255f, blue = pixel[2] / 255f;
        for (int colour = 0; 3 * colour < palette.Length; colour++)
        {
            float r = red - palette[3 * colour], g = green - palette[(3 * colour) + 1], b = blue - palette[(3 * colour) + 2];
            float distance = (r * r) + (g * g) + (b * b);
            int place = Neighbours;
            while (place > 0 && distance < distances[place - 1])
                place--;
            if (place == Neighbours)
                continue;
            distances[place..^1].CopyTo(distances[(place + 1)..]);
            nearest[place..^1].CopyTo(nearest[(place + 1)..]);
            distances[place] = distance;
            nearest[place] = colour;
        }
    }

    private static byte Shift(byte value, float by) => (byte)Math.Clamp(MathF.Round(value + (255 * by)), 0, 255);
}
