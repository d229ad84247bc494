using System.Diagnostics;

namespace Microsoft.ML.SlicedOT.Tests;

public class ChildProcessTests
{
    [Theory]
    [InlineData("points/regression")]
    [InlineData("images/solve")]
    public void AFreshProcessWithNothingRegisteredPredictsTheSameBits(string name)
    {
        var context = new MLContext(1);
        IDataView view = TestPairs.View(context, name);
        CouplingTransformer fitted = SmallModels.Estimator(context, name).Fit(view);
        string directory = Directory.CreateTempSubdirectory("SlicedOT").FullName;
        try
        {
            string model = Path.Combine(directory, "model.zip"), output = Path.Combine(directory, "output.txt"), expected = Path.Combine(directory, "expected.txt");
            context.Model.Save(fitted, view.Schema, model);
            File.WriteAllLines(expected, ViewSnapshot.Of(fitted.Transform(view)));

            Run(name, model, output);
            Assert.Equal(File.ReadAllText(expected), File.ReadAllText(output));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Loads a model in a process of its own, and writes what it makes of the test rows of that name.</summary>
    internal static void Run(string name, string model, string output)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "ModelLoader.dll"), name, model, output])
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        string errors = child.StandardError.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, errors);
    }
}
