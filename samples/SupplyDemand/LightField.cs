using Samples.Shared;

namespace SupplyDemand;

/// <summary>Light that adds up, pixel by pixel, and is exposed like a photograph in the end.</summary>
internal sealed class LightField(int width, int height)
{
    private readonly float[] _light = new float[checked(3 * width * height)];

    /// <summary>Adds a grain of light, shared between the four pixels around it.</summary>
    public void Add(double x, double y, (float Red, float Green, float Blue) color, double strength)
    {
        int column = (int)Math.Floor(x - 0.5), row = (int)Math.Floor(y - 0.5);
        float right = (float)(x - 0.5 - column), down = (float)(y - 0.5 - row), full = (float)strength;
        Add(column, row, color, full * (1 - right) * (1 - down));
        Add(column + 1, row, color, full * right * (1 - down));
        Add(column, row + 1, color, full * (1 - right) * down);
        Add(column + 1, row + 1, color, full * right * down);
    }

    /// <summary>The picture: bright places saturate softly.</summary>
    /// <param name="ground">The colour behind the light, by column and row.</param>
    public Picture Develop(Func<int, int, (float Red, float Green, float Blue)> ground)
    {
        Picture picture = new(width, height);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                (float red, float green, float blue) = ground(column, row);
                ReadOnlySpan<float> light = _light.AsSpan(3 * ((row * width) + column), 3);
                Span<byte> pixel = picture[column, row];
                pixel[0] = Byte(Expose(red, light[0]));
                pixel[1] = Byte(Expose(green, light[1]));
                pixel[2] = Byte(Expose(blue, light[2]));
                pixel[3] = 255;
            }
        }

        return picture;
    }

    public static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(255 * value), 0, 255);

    private static float Expose(float ground, float light) => 1 - ((1 - ground) * MathF.Exp(-light));

    private void Add(int column, int row, (float Red, float Green, float Blue) color, float strength)
    {
        if (column < 0 || column >= width || row < 0 || row >= height)
            return;
        Span<float> light = _light.AsSpan(3 * ((row * width) + column), 3);
        light[0] += strength * color.Red;
        light[1] += strength * color.Green;
        light[2] += strength * color.Blue;
    }
}
