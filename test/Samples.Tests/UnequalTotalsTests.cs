using System.Text.Json;

namespace Samples.Tests;

public sealed class UnequalTotalsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OutliersStayAndDemandIsMet()
    {
        (int exitCode, string output) = SampleProgram.Run("UnequalTotals", _folder[""], "--picture", "both.svg");
        Assert.True(exitCode == 0, output);
        Assert.Contains("in all 0.500; the towns get 0.300 and 0.200", output, StringComparison.Ordinal);
        string[] exact = Cells(output, "exact"), relaxed = Cells(output, "penalty");
        Assert.Equal("1.00", exact[1]);
        Assert.True(Number(relaxed[^2]) > 0.9, $"outliers are told by the mass they keep: {relaxed[^2]}");
        Assert.True(Number(relaxed[^1]) < Number(exact[^1]), $"the map of the others: {relaxed[^1]}, exactly coupled {exact[^1]}");
        Assert.Contains("<circle", File.ReadAllText(_folder["both.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void APenaltyThatIsNoneIsRefusedInOneLine()
    {
        (int exitCode, string output) = SampleProgram.Run("UnequalTotals", _folder[""], "--penalty", "-1");
        Assert.Equal(2, exitCode);
        Assert.Contains("a number above 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void CloudsOfOnesOwnAreReadAndTheirMassesWritten()
    {
        File.WriteAllText(_folder["a.csv"], "x,y,weight\n0,0,1\n1,0,2\n9,9,0.5\n");
        File.WriteAllText(_folder["b.csv"], "y,x\n0.5,0\n1,1\n");
        (int exitCode, string output) = SampleProgram.Run("UnequalTotals", _folder[""], "--source", "a.csv", "--target", "b.csv", "--json", "masses.json", "--picture", "own.svg");
        Assert.True(exitCode == 0, output);
        using var masses = JsonDocument.Parse(File.ReadAllText(_folder["masses.json"]));
        float[] leaving = [.. masses.RootElement.GetProperty("sourceMass").EnumerateArray().Select(mass => mass.GetSingle())];
        Assert.Equal(3, leaving.Length);
        Assert.True(leaving[2] < 0.1 * leaving[1], $"the far point sends {leaving[2]}");
        (exitCode, output) = SampleProgram.Run("UnequalTotals", _folder[""], "--source", "a.csv");
        Assert.Equal(2, exitCode);
        Assert.Contains("belong together", output, StringComparison.Ordinal);
    }

    private static string[] Cells(string output, string name) =>
        [.. output.Split('\n').First(line => line.TrimStart().StartsWith(name, StringComparison.Ordinal)).Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static double Number(string cell) => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);
}
