using Samples.Shared;

namespace Samples.Tests;

public sealed class PictureFileTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(64, 200)]
    public void WhatIsWrittenIsReadBack(int width, int height)
    {
        Picture picture = new(width, height);
        new Random(width).NextBytes(picture.Pixels);

        Picture back = PictureFile.Decode(PictureFile.EncodePng(picture), "memory");

        Assert.Equal((width, height), (back.Width, back.Height));
        Assert.Equal(picture.Pixels, back.Pixels);
    }

    [Fact]
    public void APhotographHasTheMeanColourOfItsPalette()
    {
        Picture picture = PictureFile.Read(Path.Combine(AppContext.BaseDirectory, "data", "coffee.png"));

        Assert.Equal(320, Math.Max(picture.Width, picture.Height));
        var mean = new double[3];
        for (int k = 0; k < picture.Pixels.Length; k++)
        {
            if (k % 4 < 3)
                mean[k % 4] += picture.Pixels[k] / 255.0 / (picture.Width * picture.Height);
            else
                Assert.Equal(255, picture.Pixels[k]);
        }
        // The palette in samples/data/palettes/coffee.csv is a k-means of the same picture, which keeps the mean.
        var palette = CsvTable.Read(Path.Combine(AppContext.BaseDirectory, "data", "coffee.csv"));
        for (int channel = 0; channel < 3; channel++)
        {
            double expected = 0, total = 0;
            for (int k = 0; k < palette.Count; k++)
            {
                expected += palette.Number(k, channel) * palette.Number(k, 3);
                total += palette.Number(k, 3);
            }

            Assert.Equal(expected / total, mean[channel], 0.01);
        }
    }

    [Fact]
    public void ADamagedFileIsRefusedByItsName()
    {
        Picture picture = new(7, 5);
        new Random(1).NextBytes(picture.Pixels);
        byte[] file = PictureFile.EncodePng(picture);

        // What comes after the last pixel: two checksums and the end's chunk.
        const int CheckedEnd = 24;
        for (int length = 0; length < file.Length - CheckedEnd; length++)
            Assert.Contains("cut.png", Assert.Throws<InputException>(() => PictureFile.Decode(file.AsSpan(0, length), "cut.png")).Message);
    }
}
