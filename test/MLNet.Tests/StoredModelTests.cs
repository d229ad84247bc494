using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>
/// Files written by format version 1 stay loadable, and give the outputs they gave when they were written.
/// </summary>
public class StoredModelTests
{
    private static readonly string[] Columns = ["SourcePotential", "TargetPotential", "TransportCost", "Coupling"];

    public static TheoryData<string> Models => ["points/regression", "images/objective", "points/solve"];

    [Theory]
    [MemberData(nameof(Models))]
    public void AStoredModelStillGivesItsOutputs(string name)
    {
        var context = new MLContext(1);
        string directory = Path.Combine(AppContext.BaseDirectory, "TestData");
        ITransformer loaded = context.Model.Load(ModelFile(directory, name), out _);
        string[] expected = File.ReadAllLines(OutputFile(directory, name));
        string[] actual = Outputs(loaded.Transform(TestPairs.View(context, name)));
        Assert.Equal(expected.Length, actual.Length);
        for (int line = 0; line < expected.Length; line++)
        {
            // Hardware paths differ in the last bits.
            float[] before = Numbers(expected[line]), now = Numbers(actual[line]);
            Assert.Equal(before.Length, now.Length);
            Assert.All(before.Zip(now), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
        }
    }

    /// <summary>Writes the files of the current format into a temporary directory; run by name, when the format moves on.</summary>
    [Fact(Explicit = true)]
    public void WriteTheStoredModelsAnew()
    {
        string directory = Directory.CreateTempSubdirectory("stored-models").FullName;
        var context = new MLContext(1);
        foreach (string name in (string[])["points/regression", "images/objective", "points/solve"])
        {
            IDataView view = TestPairs.View(context, name);
            CouplingTransformer fitted = SmallModels.Estimator(context, name).Fit(view);
            context.Model.Save(fitted, view.Schema, ModelFile(directory, name));
            File.WriteAllLines(OutputFile(directory, name), Outputs(fitted.Transform(view)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(directory);
    }

    private static string[] Outputs(IDataView view) => [.. Columns.SelectMany(c => view.Schema[c].Type is VectorDataViewType
        ? view.GetColumn<float[]>(c).Select(v => string.Join(' ', v.Select(x => x.ToString("R", CultureInfo.InvariantCulture))))
        : view.GetColumn<float>(c).Select(x => x.ToString("R", CultureInfo.InvariantCulture)))];

    private static float[] Numbers(string line) => [.. line.Split(' ').Select(x => float.Parse(x, CultureInfo.InvariantCulture))];

    private static string ModelFile(string directory, string name) => Path.Combine(directory, $"{name.Replace('/', '-')}.v1.model");

    private static string OutputFile(string directory, string name) => Path.Combine(directory, $"{name.Replace('/', '-')}.v1.outputs.txt");
}
