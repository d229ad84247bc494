using System.IO.Compression;
using Samples.Shared;

namespace Samples.Tests;

public sealed class IdxImagesTests : IDisposable
{
    private static readonly byte[] TwoPictures = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "a.idx3-ubyte")]
    [InlineData(true, "a.idx3-ubyte.gz")]
    [InlineData(true, "gzipped but not called so")]
    [InlineData(false, "called so.gz")]
    public void PicturesAreReadWhetherGzippedOrNotWhateverTheName(bool gzipped, string name)
    {
        var images = IdxImages.Read(_folder.Write(name, gzipped ? Gzip(TwoPictures) : TwoPictures));

        Assert.Equal((2, 1, 3), (images.Count, images.Rows, images.Columns));
        Assert.Equal([4, 5, 6], images[1].ToArray());
    }

    [Fact]
    public void EveryShorterFileIsRefused()
    {
        for (int length = 0; length < TwoPictures.Length; length++)
        {
            string path = _folder.Write("cut", TwoPictures[..length]);
            InputException error = Assert.Throws<InputException>(() => IdxImages.Read(path));
            Assert.Contains("cut", error.Message);
        }
    }

    [Fact]
    public void MessagesSayWhatIsWrong()
    {
        Assert.Contains("labels", Error([0, 0, 8, 1, .. TwoPictures[4..]]));
        Assert.Contains("not an IDX file", Error([3, 8, 0, 0, .. TwoPictures[4..]]));
        Assert.Contains("has 23", Error([.. TwoPictures, 7]));
        Assert.Contains("4294967295 pictures", Error([0, 0, 8, 3, 255, 255, 255, 255, .. TwoPictures[8..]]));
        Assert.Contains("0 pictures", Error([0, 0, 8, 3, 0, 0, 0, 0, .. TwoPictures[8..16]]));
        Assert.Contains("does not unpack", Error([.. Gzip(TwoPictures)[..10], 255, 255, 255, 255, 255]));
        Assert.Contains("Cannot read", Assert.Throws<InputException>(() => IdxImages.Read(_folder["nowhere"])).Message);
    }

    private string Error(byte[] file)
    {
        string path = _folder.Write("bad", file);
        return Assert.Throws<InputException>(() => IdxImages.Read(path)).Message;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
