using System.Diagnostics;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>Grids whose separable kernels would not fit into memory. What might end the process runs in one of its own.</summary>
public class ThinGridTests
{
    private const long MostMegabytes = 200;

    [Theory]
    [InlineData(28, 28, 28, 28, true)]
    [InlineData(2048, 2048, 2048, 2048, true)] // square grids need four numbers a point, however large
    [InlineData(12_000, 2, 2, 12_000, false)]
    [InlineData(2, 12_000, 2, 12_000, false)]
    [InlineData(65_552, 2, 2, 65_552, false)] // 65,552 squared is 2,097,408 in 32 bits
    [InlineData(2, 47_000, 2, 47_000, false)]
    public void KernelsFactoriseWhereTheyFit(int sourceRows, int sourceColumns, int targetRows, int targetColumns, bool expected)
    {
        var source = Support.Grid(sourceRows, sourceColumns);
        var target = Support.Grid(targetRows, targetColumns);
        Assert.Equal(expected, SeparableHalfSteps.Applies(new Geometry(source, target, GroundCost.SquaredEuclidean), epsilon: 1e12));
    }

    [Fact]
    public void AFailedPreparationLeavesNothingBehind() => Run("stale");

    [Fact]
    public void ThinGridsAcrossEachOtherTakeMemoryForTheirPointsOnly() =>
        Assert.InRange(long.Parse(Run("thin", "12000"), System.Globalization.CultureInfo.InvariantCulture), 1, MostMegabytes);

    [Fact]
    public void ACouplingThatIsAssignedWhileItIsReadThrows() => Run("race");

    private static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "KernelsChild.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        string errors = child.StandardError.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, errors);
        return output.GetAwaiter().GetResult();
    }
}
