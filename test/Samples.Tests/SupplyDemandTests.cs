using System.Text.Json;
using Samples.Shared;

namespace Samples.Tests;

public sealed class SupplyDemandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CitiesOfTheWorldAreLearnedSavedLoadedPredictedAndDrawn()
    {
        (int exitCode, string output) = Run(
            "--small", "--train", "4", "--test", "1", "--epsilon", "0.05", "--json", "out.json", "--model", "model.zip", "--gallery", "pictures");
        Assert.True(exitCode == 0, output);
        Assert.Contains("100 depots, 10000 places", output);
        Assert.Contains("the same bits", output);
        Assert.True(new FileInfo(_folder["model.zip"]).Length > 0);

        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out.json"]));
        JsonElement task = json.RootElement.GetProperty("tasks").EnumerateArray().Single();
        Assert.True(task.GetProperty("roundTripEqual").GetBoolean());
        Assert.Equal(12, task.GetProperty("rows").GetArrayLength());
        Assert.InRange(Rmse(task, "RA-OT"), 1e-9, 0.97 * Rmse(task, "untrained"));
        Assert.InRange(Rmse(task, "OA-OT"), 1e-9, 0.97 * Rmse(task, "untrained"));

        Picture predicted = PictureFile.Read(_folder[Path.Combine("pictures", "supply-predicted.png")]);
        Picture converged = PictureFile.Read(_folder[Path.Combine("pictures", "supply-converged.png")]);
        Assert.Equal((predicted.Width, predicted.Height), (converged.Width, converged.Height));
        Assert.NotEqual(predicted.Pixels, converged.Pixels);

        // India is light, the ocean south of it is not.
        Assert.True(Light(predicted, 0.705, 0.42) > 3 * Light(predicted, 0.68, 0.85));
        using var entry = JsonDocument.Parse(File.ReadAllText(_folder[Path.Combine("pictures", "supply-demand.json")]));
        Assert.All(entry.RootElement.GetProperty("pictures").EnumerateArray(), picture => Assert.True(File.Exists(_folder[Path.Combine("pictures", picture.GetProperty("file").GetString()!)])));
        Assert.Equal(2, File.ReadAllText(_folder["supply-demand.html"]).Split("<img ").Length - 1);
    }

    [Fact]
    public void OwnPlacesAreServedAcrossTheDateLine()
    {
        _folder.Write("depots.csv", "name,lon,lat,weight\nSuva,178.4,-18.1,3\nLima,-77,-12,1\n"u8.ToArray());
        _folder.Write("shops.csv", "lat,lon\n-13.8,-171.8\n-18.1,178.4\n-12,-77\n-33.4,-70.7\n"u8.ToArray());
        (int exitCode, string output) = Run("--supply", "depots.csv", "--demand", "shops.csv", "--train", "3", "--test", "2", "--epsilon", "0.3", "--small", "--page", "page.html");
        Assert.True(exitCode == 0, output);
        Assert.Contains("2 depots, 4 places", output);
        Assert.DoesNotContain("NaN", output);
    }

    [Theory]
    [InlineData("Cannot read 'missing.csv'", "--supply", "missing.csv")]
    [InlineData("has no column 'lon'", "--demand", "no-lon.csv")]
    [InlineData("line 3, column 'lat': '95' is not a number from -90 to 90", "--demand", "pole.csv")]
    [InlineData("all weights are zero", "--demand", "zero.csv")]
    [InlineData("radians from 0.001 to 10", "--epsilon", "-1")]
    [InlineData("whole number from 1", "--train", "0")]
    [InlineData("Cannot write", "--json", "pole.csv/out.json")]
    public void AMistakeEndsInOneLineThatNamesIt(string expected, params string[] arguments)
    {
        _folder.Write("no-lon.csv", "x,lat\n1,2\n"u8.ToArray());
        _folder.Write("pole.csv", "lon,lat\n1,2\n3,95\n"u8.ToArray());
        _folder.Write("zero.csv", "lon,lat,weight\n1,2,0\n"u8.ToArray());
        (int exitCode, string output) = Run(arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output);
        Assert.DoesNotContain("   at ", output);
    }

    private (int ExitCode, string Output) Run(params string[] arguments) => SampleProgram.Run("SupplyDemand", _folder[""], arguments);

    private static double Rmse(JsonElement task, string method) => task.GetProperty("rows").EnumerateArray()
        .First(row => row.GetProperty("method").GetString() == method).GetProperty("rmse").GetDouble();

    /// <summary>The brightness of a patch around a place in shares of its width and height.</summary>
    private static double Light(Picture picture, double x, double y)
    {
        int radius = picture.Width / 50;
        double sum = 0;
        for (int v = -radius; v <= radius; v++)
        {
            for (int u = -radius; u <= radius; u++)
                sum += picture[(int)(x * picture.Width) + u, (int)(y * picture.Height) + v][1];
        }

        return sum;
    }
}
