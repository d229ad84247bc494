using System.Globalization;
using System.Text;
using System.Text.Json;
using Samples.Shared;

namespace Samples.Tests;

/// <summary>Every sample says what it can do, takes files of the user's, writes what it found, and ends a mistake in one line.</summary>
public sealed class OwnFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ColourTransfer", "--source", "--model", "--json")]
    [InlineData("DigitMap", "--images", "--json")]
    [InlineData("DigitTransport", "--images", "--model", "--json")]
    [InlineData("DomainAdaptation", "--source", "--model", "--json")]
    [InlineData("DriftWatch", "--reference", "--model", "--json")]
    [InlineData("Gallery", "--pictures", "--json")]
    [InlineData("SupplyDemand", "--supply", "--model", "--json")]
    [InlineData("WhenToPredict", "--sets", "--model", "--json")]
    public void HelpListsFilesModelAndJson(string sample, params string[] options)
    {
        (int exitCode, string output) = SampleProgram.Run(sample, _folder[""], "--help");
        Assert.Equal(0, exitCode);
        Assert.All(options, option => Assert.Contains(option, output));
    }

    [Fact]
    public void ADriftOfOneColumnOfTwoTablesIsNamed()
    {
        _folder.Write("before.csv", Table(120, 1, 0));
        _folder.Write("now.csv", Table(120, 2, 1.5));
        using JsonDocument json = Json("DriftWatch", "--reference", "before.csv", "--current", "now.csv", "--page", "page.html");
        Assert.True(json.RootElement.GetProperty("hasDrifted").GetBoolean());
        Assert.Equal("pressure", json.RootElement.GetProperty("features")[0].GetProperty("name").GetString());
        Assert.Contains("pressure", File.ReadAllText(_folder["page.html"]));
    }

    [Fact]
    public void TheWatchThatIsSavedAndLoadedNamesTheBrokenSensor()
    {
        using JsonDocument json = Json("DriftWatch", "--model", "watch.zip");
        JsonElement last = json.RootElement.GetProperty("weeks")[7];
        Assert.Equal("mean_concave_points", last.GetProperty("driftedFeature").GetString());
        Assert.True(last.GetProperty("pValue").GetDouble() < 0.05);
        Assert.True(new FileInfo(_folder["watch.zip"]).Length > 0);
    }

    [Fact]
    public void LabelsOfTodayArePredictedByWhatWasSaved()
    {
        _folder.Write("yesterday.csv", Table(80, 1, 0));
        _folder.Write("today.csv", Table(80, 2, 3));
        using JsonDocument json = Json("DomainAdaptation", "--source", "yesterday.csv", "--target", "today.csv", "--label", "state", "--trainer", "lbfgs", "--model", "model.zip", "--output", "labels.csv");
        Assert.True(json.RootElement.GetProperty("accuracyChosen").GetDouble() >= json.RootElement.GetProperty("accuracyAsItIs").GetDouble() - 0.05);
        string[] lines = File.ReadAllLines(_folder["labels.csv"]);
        Assert.Equal(81, lines.Length);
        Assert.All(lines[1..], line => Assert.All(line.Split(','), text => Assert.Contains(text, (string[])["calm", "wild"])));
        Assert.True(new FileInfo(_folder["model.zip"]).Length > 0);
    }

    [Fact]
    public void SetsOfPointsAreMeasured()
    {
        Random random = new(1);
        StringBuilder text = new("set,x,y,weight\n");
        for (int set = 0; set < 8; set++)
        {
            for (int point = 0; point < 30 + set; point++)
                text.Append(CultureInfo.InvariantCulture, $"s{set},{random.NextDouble() + (set % 2)},{random.NextDouble()},{random.NextDouble()}\n");
        }

        _folder.Write("sets.csv", Encoding.UTF8.GetBytes(text.ToString()));
        using JsonDocument json = Json("WhenToPredict", "--sets", "sets.csv", "--model", "model.bin");
        Assert.Equal(3, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), line => Assert.InRange(line.GetProperty("pooled").GetProperty("violation").GetDouble(), 0, 2));
        Assert.True(new FileInfo(_folder["model.bin"]).Length > 0);
    }

    [Fact]
    public void OwnPicturesAreRecolouredInTheColoursOfTheOther()
    {
        _folder.Write("red.png", Gradient(40, 30, (200, 40, 30)));
        _folder.Write("blue.png", Gradient(30, 50, (20, 60, 210)));
        using JsonDocument json = Json("ColourTransfer", "--source", "red.png", "--target", "blue.png", "--page", "own.html", "--model", "model.zip");
        Assert.True(json.RootElement.GetProperty("roundTripEqual").GetBoolean());
        Picture recoloured = PictureFile.Read(_folder["own.png"]);
        Assert.Equal((40, 30), (recoloured.Width, recoloured.Height));
        int red = 0, blue = 0;
        for (int k = 0; k < recoloured.Pixels.Length; k += 4)
            (red, blue) = (red + recoloured.Pixels[k], blue + recoloured.Pixels[k + 2]);
        Assert.True(blue > 3 * red);
    }

    [Fact]
    public void OwnPicturesAreArranged()
    {
        Random random = new(1);
        byte[] pixels = new byte[20 * 25];
        random.NextBytes(pixels);
        _folder.Write("own.idx", [0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 5, 0, 0, 0, 5, .. pixels]);
        using JsonDocument json = Json("DigitMap", "--images", "own.idx", "--count", "16");
        Assert.Equal(16, json.RootElement.GetProperty("places").GetArrayLength());
    }

    [Theory]
    [InlineData("DriftWatch", "go together", "--reference", "table.csv")]
    [InlineData("DriftWatch", "has no column 'heat'", "--reference", "table.csv", "--current", "other.csv")]
    [InlineData("DomainAdaptation", "has no column 'class'", "--source", "table.csv", "--target", "table.csv")]
    [InlineData("DomainAdaptation", "no setting", "--only", "nowhere")]
    [InlineData("WhenToPredict", "has no column 'set'", "--sets", "table.csv")]
    [InlineData("ColourTransfer", "is not a picture", "--source", "table.csv", "--target", "table.csv")]
    [InlineData("ColourTransfer", "go together", "--source", "table.csv")]
    [InlineData("DigitMap", "--labels needs --images", "--labels", "table.csv")]
    [InlineData("DigitMap", "not an IDX file", "--images", "table.csv")]
    public void AMistakeEndsInOneLineThatNamesIt(string sample, string expected, params string[] arguments)
    {
        _folder.Write("table.csv", Table(20, 1, 0));
        _folder.Write("other.csv", "a,b\n1,2\n"u8.ToArray());
        (int exitCode, string output) = SampleProgram.Run(sample, _folder[""], arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output);
        Assert.DoesNotContain("   at ", output);
    }

    private JsonDocument Json(string sample, params string[] arguments)
    {
        (int exitCode, string output) = SampleProgram.Run(sample, _folder[""], [.. arguments, "--json", "out.json"]);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("NaN", output);
        return JsonDocument.Parse(File.ReadAllText(_folder["out.json"]));
    }

    /// <summary>Three columns of numbers, of which one is offset, a text and a label that two of them decide.</summary>
    private static byte[] Table(int rows, int seed, double offset)
    {
        Random random = new(seed);
        StringBuilder text = new("name,heat,pressure,flow,state\n");
        for (int row = 0; row < rows; row++)
        {
            bool isWild = row % 2 == 1;
            text.Append(CultureInfo.InvariantCulture, $"r{row},{random.NextDouble() + (isWild ? 1.2 : 0)},{random.NextDouble() + (isWild ? 0.8 : 0) + offset},{random.NextDouble()},{(isWild ? "wild" : "calm")}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A colour from half its light to all of it.</summary>
    private static byte[] Gradient(int width, int height, (int Red, int Green, int Blue) color)
    {
        Picture picture = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double light = 0.5 + (0.5 * (x + y) / (width + height));
                Span<byte> pixel = picture[x, y];
                (pixel[0], pixel[1], pixel[2], pixel[3]) = ((byte)(light * color.Red), (byte)(light * color.Green), (byte)(light * color.Blue), 255);
            }
        }

        return PictureFile.EncodePng(picture);
    }
}
