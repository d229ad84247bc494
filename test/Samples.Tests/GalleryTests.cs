using System.Globalization;
using System.Text.RegularExpressions;
using Samples.Shared;

namespace Samples.Tests;

/// <summary>The page is made by running a sample, and a browser without a window looks at it.</summary>
public sealed partial class GalleryTests(GalleryTests.MadePage made) : IClassFixture<GalleryTests.MadePage>
{
    private const int Phone = 390, Desktop = 1200;
    private const string NoBrowser = "No chromium (Debian: chromium; CHROMIUM=... names another one), so no browser has looked at the page.";

    private readonly TemporaryFolder _folder = made.Folder;

    /// <summary>Made once for all tests.</summary>
    public sealed class MadePage : IDisposable
    {
        public MadePage()
        {
            (int exitCode, string output) = SampleProgram.Run("Gallery", Folder[""], "--only", "DigitTransport");
            Assert.True(exitCode == 0, output);
        }

        public TemporaryFolder Folder { get; } = new();

        public void Dispose() => Folder.Dispose();
    }

    [Fact]
    public void ThePageHoldsEverythingItShows()
    {
        string page = File.ReadAllText(_folder["gallery.html"]);

        Assert.Contains("Digits on the move", page);
        Assert.Contains("samples/DigitTransport", page);
        Assert.Contains("RA-OT", page);
        Assert.Contains("prefers-color-scheme:dark", page);
        Assert.Contains("@media print", page);
        Assert.All(Sources().Matches(page).Select(match => match.Groups[1].Value), source => Assert.StartsWith("data:image/", source));
        Assert.DoesNotMatch("<script|<link|@import|url\\(", page);
        Assert.DoesNotContain("://", page.Replace("http://www.w3.org/2000/svg", ""));
    }

    [Theory]
    [InlineData(Phone, false)]
    [InlineData(Phone, true)]
    [InlineData(Desktop, false)]
    [InlineData(Desktop, true)]
    public void ABrowserShowsItWithoutErrorsOrOverflow(int width, bool isDark)
    {
        string? chromium = Chromium();
        Assert.SkipWhen(chromium is null, NoBrowser);

        // A window cannot be as narrow as a phone, a frame can.
        _folder.Write("frame.html", System.Text.Encoding.UTF8.GetBytes($$"""
            <!doctype html><body style="margin:0"><iframe id="page" src="gallery.html" style="width:{{width}}px;height:2400px;border:0"></iframe>
            <script>page.onload = () => {
                const inner = page.contentDocument, images = [...inner.images];
                document.documentElement.dataset.seen = [inner.documentElement.scrollWidth, images.length, images.filter(image => image.naturalWidth > 0).length,
                    page.contentWindow.getComputedStyle(inner.body).backgroundColor].join(" ");
            }</script>
            """));
        string[] scheme = [$"--blink-settings=preferredColorScheme={(isDark ? 0 : 1)}", "--allow-file-access-from-files", $"--window-size={width},2400"];
        ChildResult seen = Browse(chromium, [.. scheme, "--enable-logging=stderr", "--dump-dom"]);
        Match measured = Seen().Match(seen.Output);

        Assert.True(measured.Success, seen.Output + seen.Errors);
        Assert.DoesNotContain("CONSOLE", seen.Errors);
        Assert.Equal(width, Number(measured, 1));
        Assert.Equal(3, Number(measured, 2));
        Assert.Equal(3, Number(measured, 3));
        Assert.Equal(isDark ? "rgb(18, 22, 27)" : "rgb(246, 247, 249)", measured.Groups[4].Value);

        string picture = Environment.GetEnvironmentVariable("GALLERY_SCREENSHOTS") is { Length: > 0 } kept
            ? Path.Combine(Directory.CreateDirectory(kept).FullName, $"gallery-{width}{(isDark ? "-dark" : "")}.png")
            : _folder["screenshot.png"];
        Browse(chromium, [.. scheme, $"--screenshot={picture}"]);
        Picture screenshot = PictureFile.Read(picture);
        Assert.True(screenshot.Width >= width);
        int colours = screenshot.Pixels.Chunk(4).Select(pixel => (pixel[0], pixel[1], pixel[2])).Distinct().Count();
        Assert.InRange(colours, 200, int.MaxValue);
    }

    [Theory]
    [InlineData("There is nothing to show", "--assemble", "--pictures", "empty")]
    [InlineData("--assemble needs --pictures", "--assemble")]
    [InlineData("is no entry of a gallery", "--assemble", "--pictures", "broken")]
    [InlineData("'QuickStart' not recognized", "--only", "QuickStart")]
    public void AMistakeEndsInOneLineThatNamesIt(string expected, params string[] arguments)
    {
        Directory.CreateDirectory(_folder["empty"]);
        Directory.CreateDirectory(_folder["broken"]);
        _folder.Write(Path.Combine("broken", "digits.json"), "[1]"u8.ToArray());
        (int exitCode, string output) = SampleProgram.Run("Gallery", _folder[""], arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output);
        Assert.DoesNotContain("   at ", output);
    }

    private ChildResult Browse(string chromium, string[] arguments) => ChildProcess.Run(
        chromium,
        ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", $"--user-data-dir={_folder["profile"]}", .. arguments, new Uri(_folder["frame.html"]).AbsoluteUri]);

    private static string? Chromium() => ((string?[])[Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Sources();

    [GeneratedRegex("data-seen=\"(\\d+) (\\d+) (\\d+) ([^\"]*)\"")]
    private static partial Regex Seen();
}
