using System.Text.Json;

namespace Samples.Tests;

public sealed class DigitTransportTests : IDisposable
{
    private const int Pixels = 28 * 28;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASmallRunWritesTablePicturesAndCouplingsWhoseMarginalsAreThePictures()
    {
        (int exitCode, string output) = Run(
            "--train", "8", "--test", "3", "--json", "out.json", "--dump", "plans", "--page", "page.html", "--model", "model.zip");
        Assert.True(exitCode == 0, output);
        Assert.Contains("RA-OT", output);
        Assert.True(new FileInfo(_folder["model.zip"]).Length > 0);

        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out.json"]));
        Assert.True(json.RootElement.GetProperty("roundTripEqual").GetBoolean());
        Assert.True(json.RootElement.GetProperty("trainingSeconds").GetDouble() > 0);
        JsonElement[] rows = [.. json.RootElement.GetProperty("rows").EnumerateArray()];
        foreach (JsonElement row in rows)
        {
            foreach (string name in (string[])["halfSteps", "rmse", "violation", "costError", "gap", "msPerPair"])
                Assert.True(row.GetProperty(name).GetDouble() >= 0);
        }

        double learned = Rmse(rows, "RA-OT", 2), cold = Rmse(rows, "Sinkhorn, cold", 2), longer = Rmse(rows, "Sinkhorn, cold", 20);
        Assert.InRange(learned, 1e-9, 0.6 * cold);
        Assert.InRange(longer, 1e-9, 0.5 * cold);

        string page = File.ReadAllText(_folder["page.html"]);
        Assert.Equal(3 * 2 * 9, page.Split("<img ").Length - 1);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org/2000/svg", ""));

        Assert.Equal(6, Directory.GetFiles(_folder["plans"]).Length);
        float[] plan = ReadFloats(_folder[Path.Combine("plans", "plan_2.f32")]);
        float[] potentials = ReadFloats(_folder[Path.Combine("plans", "potentials_2.f32")]);
        Assert.Equal(Pixels * Pixels, plan.Length);
        Assert.Equal(2 * Pixels, potentials.Length);
        Assert.Equal(1, plan.Sum(mass => (double)mass), 1e-4);
        Assert.All(potentials, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData("Unrecognized command or argument '--tset'", "--tset", "3")]
    [InlineData("whole number", "--test", "none")]
    [InlineData("Required argument missing for option: '--json'", "--json")]
    [InlineData("only 1000 pairs", "--train", "2000")]
    [InlineData("only 300 pairs", "--test", "301")]
    [InlineData("among the 50 training pairs", "--first-test", "50")]
    [InlineData("Cannot read 'missing.idx'", "--images", "missing.idx")]
    [InlineData("Cannot read the model 'missing.zip'", "--predict-with", "missing.zip")]
    public void AMistakeEndsInOneLineThatNamesIt(string expected, params string[] arguments)
    {
        (int exitCode, string output) = Run(arguments);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output);
        Assert.DoesNotContain("   at ", output);
    }

    private (int ExitCode, string Output) Run(params string[] arguments) => SampleProgram.Run("DigitTransport", _folder[""], arguments);

    private static double Rmse(JsonElement[] rows, string method, int halfSteps) => rows
        .Single(row => row.GetProperty("method").GetString() == method && row.GetProperty("halfSteps").GetDouble() == halfSteps)
        .GetProperty("rmse").GetDouble();

    private static float[] ReadFloats(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var values = new float[bytes.Length / sizeof(float)];
        for (int k = 0; k < values.Length; k++)
            values[k] = BitConverter.ToSingle(bytes, k * sizeof(float));
        return values;
    }
}
