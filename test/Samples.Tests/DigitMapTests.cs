using Samples.Shared;

namespace Samples.Tests;

public sealed class DigitMapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASmallRunDrawsAllDigitsTwice()
    {
        (int exitCode, string output) = SampleProgram.Run("DigitMap", _folder[""], "--count", "40", "--gallery", "pictures");
        Assert.True(exitCode == 0, output);
        Assert.Contains("36 digits, 630 transport costs", output);
        Picture mosaic = PictureFile.Read(_folder[Path.Combine("pictures", "digits-grid.png")]);
        Assert.Equal((6 * 28) + 48, mosaic.Width);
        Assert.Equal(mosaic.Width, mosaic.Height);
        for (int cell = 0; cell < 36; cell++)
            Assert.True(HasInk(mosaic, 24 + (cell % 6 * 28), 24 + (cell / 6 * 28)));
        Assert.Equal(1700, PictureFile.Read(_folder[Path.Combine("pictures", "digits-map.png")]).Width);
    }

    [Fact]
    public void AMistakeEndsInOneLineThatNamesIt()
    {
        (int exitCode, string output) = SampleProgram.Run("DigitMap", _folder[""], "--count", "9");
        Assert.Equal(2, exitCode);
        Assert.Contains("from 16 to 3000", output);
    }

    private static bool HasInk(Picture picture, int left, int top)
    {
        for (int k = 0; k < 28 * 28; k++)
        {
            if (!picture[left + (k % 28), top + (k / 28)].SequenceEqual(picture[0, 0]))
                return true;
        }

        return false;
    }
}
