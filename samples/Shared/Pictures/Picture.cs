namespace Samples.Shared;

/// <summary>A picture of 8-bit red, green, blue and opacity, row by row from the top.</summary>
public sealed class Picture
{
    public Picture(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
        Pixels = new byte[checked(4 * width * height)];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Four bytes a pixel: red, green, blue, opacity.</summary>
    public byte[] Pixels { get; }

    public Span<byte> this[int x, int y] => Pixels.AsSpan(4 * ((y * Width) + x), 4);
}
