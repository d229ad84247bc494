using SkiaSharp;

namespace Samples.Shared;

/// <summary>Reads and writes pictures, pixel for pixel: no colour management, no premultiplied opacity.</summary>
public static class PictureFile
{
    /// <summary>Reads a picture of any format that Skia knows.</summary>
    /// <exception cref="InputException">The file cannot be read, is no picture, or is damaged.</exception>
    public static Picture Read(string path) => Decode(DataFile.ReadAllBytes(path), path);

    /// <summary>The picture in the bytes of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It is no picture, or it is damaged.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, string name)
    {
        using var data = SKData.CreateCopy(file);
        using SKCodec codec = SKCodec.Create(data) ?? throw new InputException($"'{name}' is not a picture, or its header is damaged.");
        Picture picture = new(codec.Info.Width, codec.Info.Height);
        SKCodecResult result = codec.GetPixels(Info(picture), out byte[] pixels);
        if (result != SKCodecResult.Success)
            throw new InputException($"'{name}' is damaged: {result}.");

        pixels.CopyTo(picture.Pixels, 0);
        return picture;
    }

    /// <summary>The picture as a PNG file.</summary>
    public static byte[] EncodePng(Picture picture)
    {
        using var image = SKImage.FromPixelCopy(Info(picture), picture.Pixels);
        using SKData file = image.Encode(SKEncodedImageFormat.Png, 100);
        return file.ToArray();
    }

    /// <summary>The picture as the source of an <c>img</c> of a page.</summary>
    public static string ToDataUri(Picture picture) => "data:image/png;base64," + Convert.ToBase64String(EncodePng(picture));

    /// <summary>The same, much smaller and nearly alike: lossy WebP.</summary>
    public static string ToSmallDataUri(Picture picture)
    {
        const int Quality = 88;
        using var image = SKImage.FromPixelCopy(Info(picture), picture.Pixels);
        using SKData file = image.Encode(SKEncodedImageFormat.Webp, Quality);
        return "data:image/webp;base64," + Convert.ToBase64String(file.ToArray());
    }

    private static SKImageInfo Info(Picture picture) => new(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
}
