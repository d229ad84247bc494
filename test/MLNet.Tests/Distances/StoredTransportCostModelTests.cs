using System.Globalization;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>Models of costs and plans saved by the first version of their formats stay loadable, and give the outputs they gave.</summary>
public class StoredTransportCostModelTests
{
    private static readonly MLContext Context = new(1);

    [Theory]
    [InlineData("cost", "TransportCost", "IntervalHigh")]
    [InlineData("plan", "TransportCost", "LowerBound")]
    public void AStoredModelStillGivesItsOutputs(string name, string first, string second)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "TestData");
        IDataView output = Context.Model.Load(Path.Combine(directory, $"points-{name}.v1.model"), out _).Transform(View());
        float[][] expected = [.. File.ReadAllLines(Path.Combine(directory, $"points-{name}.v1.outputs.txt"))
            .Select(line => line.Split(' ').Select(x => float.Parse(x, CultureInfo.InvariantCulture)).ToArray())];
        Assert.All(expected[0].Zip(TransportCostModels.Column(output, first)), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
        Assert.All(expected[1].Zip(TransportCostModels.Column(output, second)), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    /// <summary>Writes the files of the current format into a temporary directory; run by name, when the format moves on.</summary>
    [Fact(Explicit = true)]
    public void WriteTheStoredModelsAnew()
    {
        string directory = Directory.CreateTempSubdirectory("stored-models").FullName;
        IDataView view = View();
        Write("cost", TransportCostModels.Estimator(Context, "points", o => o.SolveWhenWider = 0.05).Fit(view), "TransportCost", "IntervalHigh");
        Write("plan", Context.SlicedOT().PlanCoupling("SourcePoints", "TargetPoints", "SourceWeights", "TargetWeights", 2).Fit(view), "TransportCost", "LowerBound");
        TestContext.Current.TestOutputHelper?.WriteLine(directory);

        void Write(string name, ITransformer model, params string[] columns)
        {
            Context.Model.Save(model, view.Schema, Path.Combine(directory, $"points-{name}.v1.model"));
            File.WriteAllLines(
                Path.Combine(directory, $"points-{name}.v1.outputs.txt"),
                columns.Select(c => string.Join(' ', TransportCostModels.Column(model.Transform(view), c).Select(x => x.ToString("R", CultureInfo.InvariantCulture)))));
        }
    }

    private static IDataView View() => TestPairs.View(Context, "points", 60);
}
